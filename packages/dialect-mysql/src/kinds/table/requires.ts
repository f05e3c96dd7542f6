import { type Ref, schemaOf } from "@atlas/core";
import { tableRef } from "../../text.ts";
import { tableUses } from "./create.ts";
import { isSelfReference } from "./foreign-key-peers.ts";
import type { Table } from "./model.ts";
import { uniqueRefs } from "./refs.ts";

/** The schema, what defaults use, and the tables that foreign keys point to. */
export function tableRequires(table: Table): readonly Ref[] {
  return uniqueRefs([
    ...schemaOf(table),
    ...tableUses(table),
    ...table.foreignKeys
      .filter((key) => !isSelfReference(table, key))
      .map(({ references }) => tableRef(references.schema, references.name)),
  ]);
}

import type { Ref } from "@atlas/core";
import type { ReadContext } from "../../kind.ts";
import { loggedRef } from "./aspects.ts";
import { columnRef, ident, qualified } from "../../text.ts";
import { deferrable, deferrableSql } from "./keys.ts";
import type { ForeignKey, ForeignKeyAction, Table } from "./model.ts";
import { numbersOf } from "./numbers.ts";
import type { ConstraintRow } from "./queries.ts";

/** Letters of `pg_constraint.confupdtype` and `confdeltype`. */
const actions: Readonly<Record<string, ForeignKeyAction>> = {
  a: "NO ACTION",
  r: "RESTRICT",
  c: "CASCADE",
  n: "SET NULL",
  d: "SET DEFAULT",
};

export function readForeignKey(
  row: ConstraintRow,
  columns: readonly string[],
  columnName: (tableId: number, number: number) => string,
  context: ReadContext,
): ForeignKey {
  const refId = row.ref_id ?? 0;
  return {
    kind: "foreign_key",
    name: row.name,
    columns,
    references: {
      schema: context.schemaName(row.ref_schema ?? ""),
      name: row.ref_table ?? "",
      columns: numbersOf(row.ref_columns).map((number) => columnName(refId, number)),
    },
    supportedBy: row.index_name ?? "",
    onUpdate: actions[row.on_update] ?? "NO ACTION",
    onDelete: actions[row.on_delete] ?? "NO ACTION",
    onDeleteColumns: numbersOf(row.set_columns).map((number) => columnName(row.table_id, number)),
    matchFull: row.match === "f",
    period: row.period,
    ...deferrable(row),
    notValid: !row.validated && row.enforced,
    notEnforced: !row.enforced,
    ...(row.comment !== null && { comment: row.comment }),
  };
}

/** @param inCreate - inside CREATE TABLE, where the server takes a key as valid whatever is said. */
export function foreignKeySql(key: ForeignKey, inCreate = false): string {
  const list = (names: readonly string[]): string =>
    names
      .map((name, at) => (key.period && at === names.length - 1 ? `PERIOD ${ident(name)}` : ident(name)))
      .join(", ");
  const setColumns = key.onDeleteColumns.length > 0 ? ` (${key.onDeleteColumns.map(ident).join(", ")})` : "";
  return (
    [
      `CONSTRAINT ${ident(key.name)} FOREIGN KEY (${list(key.columns)})`,
      `REFERENCES ${qualified(key.references)} (${list(key.references.columns)})`,
      ...(key.matchFull ? ["MATCH FULL"] : []),
      `ON UPDATE ${key.onUpdate} ON DELETE ${key.onDelete}${setColumns}`,
    ].join(" ") +
    deferrableSql(key.deferrable) +
    (key.notEnforced ? " NOT ENFORCED" : "") +
    (key.notValid && !inCreate ? " NOT VALID" : "")
  );
}

export function isSelfReference(table: Table, key: ForeignKey): boolean {
  return key.references.schema === table.schema && key.references.name === table.name;
}

/** The columns that a key points to, and the key or unique index they must have. */
export function referencedRefs(key: ForeignKey): readonly Ref[] {
  const { schema, name } = key.references;
  return [
    loggedRef(key.references),
    ...key.references.columns.map((column) => columnRef(key.references, column)),
    ...(["primary_key", "unique", "index"] as const).map((kind) => ({
      kind,
      schema,
      table: name,
      name: key.supportedBy,
    })),
  ];
}

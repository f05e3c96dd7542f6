import { AtlasError, type Change, type DraftStep, type StepsContext } from "@atlas/core";
import type { MysqlKind } from "../../kind.ts";
import { alterTableSteps } from "./alter.ts";
import type { PartChange, TableChange } from "./changes.ts";
import { compareTables } from "./compare.ts";
import { createTableSteps } from "./create.ts";
import { dropTableSteps } from "./drop.ts";
import { tableEssence } from "./essence.ts";
import { furtherOf } from "./further.ts";
import { tableCodec } from "./hcl/table.ts";
import type { Table } from "./model.ts";
import { pruneTable } from "./prune.ts";
import { tableQueries } from "./queries.ts";
import { readTables, unmanagedOfTables } from "./read.ts";
import { renamedTable } from "./renamed.ts";
import { tableRenaming } from "./renaming.ts";
import { tableRequires } from "./requires.ts";
import { findTable } from "./states.ts";

export { leaveGeneratedKeysAlone } from "./generated-key.ts";
export { leaveOptionsAlone } from "./leave-alone.ts";
export type { Table } from "./model.ts";

/** Tables with their columns, keys, checks, indexes and partitions. */
export const tableKind: MysqlKind<Table> = {
  name: "table",
  catalog: tableQueries,
  further: furtherOf,
  read: readTables,
  unmanaged: unmanagedOfTables,
  requires: tableRequires,
  compare: compareTables,
  steps: tableSteps,
  recreatable: false,
  hcl: tableCodec,
  essence: tableEssence,
  outline: (table) => ({ ...table, foreignKeys: [] }),
  prune: pruneTable,
  renaming: tableRenaming,
  renamed: renamedTable,
};

function tableSteps(changes: readonly Change[], context: StepsContext): readonly DraftStep[] {
  // The engine gives a kind the changes that it made itself, or those of whole objects.
  const all = changes as readonly TableChange[];
  const parts: PartChange[] = [];
  const steps: DraftStep[] = [];
  for (const change of all) {
    if (change.kind === "drop_table") steps.push(...dropTableSteps(change, context));
    else if (change.kind === "add_table") steps.push(...createTableSteps(change, context));
    else parts.push(change);
  }
  const [first] = parts;
  if (!first) return steps;
  const from = findTable(context.from, first.object);
  const to = findTable(context.to, first.object);
  if (!from || !to)
    throw new AtlasError("E_INTERNAL", `table "${first.object.name}" is changed but not in both states`);
  return [...steps, ...alterTableSteps(from, to, parts, context)];
}

import { AtlasError, type Change, type DraftStep, type Ref, type StepsContext } from "@atlas/core";
import type { PostgresKind } from "../../kind.ts";
import type { PartChange, TableChange } from "./changes.ts";
import { compareTables } from "./compare.ts";
import { createTableSteps, tableNeeds } from "./create.ts";
import { dropTableSteps } from "./drop.ts";
import { tableEssence } from "./essence.ts";
import { isSelfReference } from "./foreign-keys.ts";
import { tableCodec } from "./hcl/index.ts";
import { memberSteps } from "./member-steps.ts";
import type { Table } from "./model.ts";
import { pruneTable } from "./prune.ts";
import { tableCatalog } from "./queries.ts";
import { readTables, unmanagedTables } from "./read.ts";
import { isLoosening, loosenSteps, rebindTable } from "./rebind.ts";
import { renamedTable } from "./renamed.ts";
import { tableRenaming } from "./renaming.ts";
import { refuseUnderRowType } from "./row-type-users.ts";
import { uniqueRefs } from "./step.ts";
import { findTable, tableRef } from "./states.ts";

export * from "./model.ts";

/** Tables with their columns, keys, checks and indexes; also partitioned ones, partitions, and those that inherit. */
/** The table without a trace of concurrent builds that failed. */
function withWholeIndexes(table: Table): Table {
  // On a partitioned table an index is invalid while a partition has no part of it.
  if (table.partitionKey || !table.indexes.some(({ invalid }) => invalid)) return table;
  return { ...table, indexes: table.indexes.map((index) => ({ ...index, invalid: false })) };
}

export const tableKind: PostgresKind<Table> = {
  name: "table",
  selectorsOf: (table) => [table.partitionOf ? "partition" : "base"],
  catalog: tableCatalog,
  read: readTables,
  unmanaged: unmanagedTables,
  requires: tableRequires,
  compare: compareTables,
  steps: tableSteps,
  recreatable: false,
  rebind: rebindTable,
  hcl: tableCodec,
  essence: tableEssence,
  outline: (table) => ({ ...table, foreignKeys: [] }),
  whole: withWholeIndexes,
  prune: pruneTable,
  renaming: tableRenaming,
  renamed: renamedTable,
};

function tableRequires(table: Table): readonly Ref[] {
  return uniqueRefs([
    ...tableNeeds(table),
    ...table.indexes.flatMap((index) => index.uses),
    ...table.foreignKeys.filter((key) => !isSelfReference(table, key)).map((key) => tableRef(key.references)),
  ]);
}

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
  const loosening = parts.find(isLoosening);
  const from = loosening?.loosened ?? findTable(context.from, first.object);
  const to = findTable(context.to, first.object);
  if (!from || !to)
    throw new AtlasError("E_INTERNAL", `table "${first.object.name}" is changed but not in both states`);
  const own = parts.filter((change) => change !== loosening);
  const { leaving, altered, joining } = memberSteps(from, to, own, context);
  refuseUnderRowType(to, altered, context);
  return [...steps, ...(loosening ? loosenSteps(loosening) : []), ...leaving, ...altered, ...joining];
}

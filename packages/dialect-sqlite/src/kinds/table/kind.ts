import {
  type AddChange,
  AtlasError,
  type Change,
  type DraftStep,
  type DropChange,
  harmless,
  noDependencies,
  type ObjectKind,
  type Ref,
  refKey,
  type State,
  type StepsContext,
  type StepSource,
} from "@atlas/core";
import type { Scripted } from "../scripted.ts";
import { fold, ident, nameRef, partRef, tableRef } from "../../text.ts";
import { type PartChange, withChanges } from "./change.ts";
import { compareTables } from "./compare.ts";
import { tableEssence } from "./essence.ts";
import { makesRebuild } from "./in-place.ts";
import type { Index, Table } from "./model.ts";
import { columnSql, createIndexSql, createTableSql } from "./print.ts";
import { rebuildSteps } from "./rebuild.ts";
import { renamedTable, tableRenaming } from "./renaming.ts";

export const tableKind: ObjectKind<Table> = {
  name: "table",
  // SQLite itself takes tables in any order; people read parents before children.
  requires: (table) => referenced(table),
  compare: (from, to) => compareTables(from, to),
  steps: tableSteps,
  recreatable: false,
  essence: tableEssence,
  prune,
  renaming: tableRenaming,
  renamed: renamedTable,
};

function prune(table: Table, keep: (type: string, name: string) => boolean): Table {
  const { primaryKey, excluded: before = [], ...rest } = table;
  const excluded = [...before];
  const isKept = (type: string, name: string): boolean => {
    const kept = keep(type, name);
    if (!kept) excluded.push(name === "" ? type.replace("_", " ") : `${type.replace("_", " ")} "${name}"`);
    return kept;
  };
  const keeps =
    (type: string) =>
    ({ name = "" }: { readonly name?: string }): boolean =>
      isKept(type, name);
  const pruned: Table = {
    ...rest,
    ...(primaryKey && isKept("primary_key", primaryKey.name ?? "PRIMARY") && { primaryKey }),
    columns: table.columns.filter(keeps("column")),
    indexes: table.indexes.filter(keeps("index")),
    uniques: table.uniques.filter(keeps("unique")),
    foreignKeys: table.foreignKeys.filter(keeps("foreign_key")),
    checks: table.checks.filter(keeps("check")),
  };
  return excluded.length === 0 ? pruned : { ...pruned, excluded };
}

function tableSteps(changes: readonly Change[], context: StepsContext): readonly DraftStep[] {
  const parts: PartChange[] = [];
  const steps = changes.flatMap((change): readonly DraftStep[] => {
    // The kinds of changes and what they carry go together: `compareTables` and the engine made them.
    if (change.kind === "add_table") return addTable((change as AddChange<Table>).to, context);
    if (change.kind === "drop_table") return dropTable((change as DropChange<Table>).from, context);
    parts.push(change as PartChange);
    return [];
  });
  const [first] = parts;
  if (!first) return steps;
  const from = namesOf(context.from).byName.get(fold(first.object.name));
  const to = namesOf(context.to).byName.get(fold(first.object.name));
  if (!from || !to) throw new Error(`table ${first.object.name} is in neither state`);
  return [...steps, ...alterTable(from, to, parts, context)];
}

/** A table whose name differs only in case is the same one to SQLite: it is rebuilt and keeps its rows. */
function addTable(table: Table, context: StepsContext): readonly DraftStep[] {
  const namesake = namesOf(context.from).byName.get(fold(table.name));
  if (namesake) {
    refuseDependents(namesake, table, context);
    const changes = compareTables(namesake, table);
    const sources = [{ change: "add_table", subject: tableRef(table.name) }];
    const target = { ...withChanges(namesake, changes, table), name: table.name };
    return rebuildSteps({ from: namesake, target, changes, sources, ...rebuildContext(context) });
  }
  const ref = tableRef(table.name);
  const source: StepSource = { change: "add_table", subject: ref };
  return [
    {
      ...harmless,
      ...noDependencies,
      sql: createTableSql(table, context.indent),
      comment: `create "${table.name}" table`,
      sources: [source],
      creates: [ref, nameRef(table.name)],
      needs: context.detach.has(refKey(ref)) ? [] : referenced(table),
      undo: [`DROP TABLE ${ident(table.name)}`],
    },
    ...table.indexes.map((index) => createIndex(table.name, index, [source])),
  ];
}

/** The engine sees two tables here, so it does not put away what speaks of the one that is rebuilt. */
function refuseDependents(from: Table, to: Table, context: StepsContext): void {
  const kept = new Set(context.to.objects.map((object) => JSON.stringify([object.kind, object.name])));
  const dependents = context.from.objects.filter(
    (object): object is Scripted =>
      (object.kind === "view" || object.kind === "trigger") &&
      kept.has(JSON.stringify([object.kind, object.name])) &&
      "uses" in object &&
      Array.isArray(object.uses) &&
      object.uses.some((ref) => ref.name === from.name),
  );
  if (dependents.length === 0) return;
  const names = dependents.map((object) => `${object.kind} "${object.name}"`).join(", ");
  throw new AtlasError(
    "E_UNSUPPORTED_CHANGE",
    `table "${from.name}" cannot become "${to.name}" while it is used by ${names}`,
    {
      details: { from: from.name, to: to.name },
      hint: "Keep the name as it is, or drop what uses the table first.",
    },
  );
}

function dropTable(table: Table, context: StepsContext): readonly DraftStep[] {
  if (namesOf(context.to).byName.has(fold(table.name))) return [];
  const ref = tableRef(table.name);
  return [
    {
      ...harmless,
      ...noDependencies,
      sql: `DROP TABLE ${ident(table.name)}`,
      comment: `drop "${table.name}" table`,
      sources: [{ change: "drop_table", subject: ref }],
      blocks: "everything",
      losesData: true,
      loses: [`table "${table.name}"`],
      table: ref,
      drops: [ref, ...[table, ...table.indexes].map(({ name }) => nameRef(name))],
      releases: context.detach.has(refKey(ref)) ? [] : referenced(table),
      // Brings the definition back, not the rows: `losesData` stays true.
      undo: [createTableSql(table, ""), ...table.indexes.map((index) => createIndexSql(index, table.name))],
    },
  ];
}

function alterTable(
  from: Table,
  to: Table,
  changes: readonly PartChange[],
  context: StepsContext,
): readonly DraftStep[] {
  const target = withChanges(from, changes, to);
  const sources = (some: readonly PartChange[]): readonly StepSource[] =>
    some.map((change) => ({ change: change.kind, subject: change.subject }));
  if (changes.some((change) => makesRebuild(change, from, target)))
    return rebuildSteps({ from, target, changes, sources: sources(changes), ...rebuildContext(context) });

  const dropped: DraftStep[] = [];
  const columns: DraftStep[] = [];
  const created: DraftStep[] = [];
  for (const change of changes) {
    const source = sources([change]);
    if (change.kind === "drop_index" || change.kind === "modify_index")
      dropped.push(dropIndex(from.name, change.from, source));
    if (change.kind === "add_index" || change.kind === "modify_index")
      created.push(createIndex(from.name, change.to, source, true));
    if (change.kind === "drop_column") columns.unshift(dropColumn(from, change, source));
    if (change.kind === "add_column") columns.push(addColumn(from, change, source));
  }
  return [...dropped, ...columns, ...created];
}

function addColumn(
  table: Table,
  change: PartChange & { kind: "add_column" },
  sources: readonly StepSource[],
): DraftStep {
  const name = change.to.name;
  return {
    ...harmless,
    ...noDependencies,
    sql: `ALTER TABLE ${ident(table.name)} ADD COLUMN ${columnSql(change.to)}`,
    comment: `add column "${name}" to table: "${table.name}"`,
    sources,
    blocks: "ddl",
    table: tableRef(table.name),
    creates: [partRef("column", table.name, name)],
    needs: [tableRef(table.name)],
    undo: [`ALTER TABLE ${ident(table.name)} DROP COLUMN ${ident(name)}`],
  };
}

/** SQLite wants no view or trigger to speak of the column: the table is disturbed, so they are away. */
function dropColumn(
  table: Table,
  change: PartChange & { kind: "drop_column" },
  sources: readonly StepSource[],
): DraftStep {
  const { name, generated } = change.from;
  const isComputed = generated !== undefined;
  const ref = tableRef(table.name);
  return {
    ...harmless,
    ...noDependencies,
    sql: `ALTER TABLE ${ident(table.name)} DROP COLUMN ${ident(name)}`,
    comment: `drop column "${name}" from table: "${table.name}"`,
    sources,
    blocks: "everything",
    rewrites: generated?.stored !== false,
    losesData: !isComputed,
    loses: isComputed ? [] : [`column "${table.name}.${name}"`],
    table: ref,
    creates: [ref],
    drops: [ref, partRef("column", table.name, name)],
    // Brings the definition back, not the values. A stored column cannot be added again in place.
    undo: generated?.stored ? [] : [`ALTER TABLE ${ident(table.name)} ADD COLUMN ${columnSql(change.from)}`],
  };
}

/** @param onRows - the table exists already and may hold rows. */
function createIndex(table: string, index: Index, sources: readonly StepSource[], onRows = false): DraftStep {
  return {
    ...harmless,
    ...noDependencies,
    sql: createIndexSql(index, table),
    comment: `create index "${index.name}" to table: "${table}"`,
    sources,
    ...(onRows && { blocks: "writes", scans: true, table: tableRef(table) }),
    creates: [partRef("index", table, index.name), nameRef(index.name)],
    needs: [tableRef(table)],
    undo: [`DROP INDEX ${ident(index.name)}`],
  };
}

function dropIndex(table: string, index: Index, sources: readonly StepSource[]): DraftStep {
  return {
    ...harmless,
    ...noDependencies,
    sql: `DROP INDEX ${ident(index.name)}`,
    comment: `drop index "${index.name}" from table: "${table}"`,
    sources,
    blocks: "ddl",
    table: tableRef(table),
    drops: [partRef("index", table, index.name), nameRef(index.name)],
    releases: [tableRef(table)],
    undo: [createIndexSql(index, table)],
  };
}

function referenced(table: Table): readonly Ref[] {
  const names = new Set(table.foreignKeys.map((key) => key.refTable));
  return [...names].filter((name) => fold(name) !== fold(table.name)).map(tableRef);
}

interface Names {
  /** Tables by folded name. */
  readonly byName: ReadonlyMap<string, Table>;
  /** Folded names of all objects, also of indexes and of what is not managed. */
  readonly all: ReadonlySet<string>;
}

const knownNames = new WeakMap<State, Names>();

/** Looked up for each table of a plan, so it is made once for a state. */
function namesOf(state: State): Names {
  const known = knownNames.get(state);
  if (known) return known;
  // Objects of kind `table` in a state of this dialect are its tables.
  const tables = state.objects.filter((object): object is Table => object.kind === "table");
  const names: Names = {
    byName: new Map(tables.map((table) => [fold(table.name), table])),
    all: new Set(
      [...state.objects, ...state.unmanaged, ...tables.flatMap((table) => table.indexes)].map(({ name }) =>
        fold(name),
      ),
    ),
  };
  knownNames.set(state, names);
  return names;
}

function rebuildContext(context: StepsContext): { taken: ReadonlySet<string>; indent: string } {
  return { taken: namesOf(context.from).all.union(namesOf(context.to).all), indent: context.indent };
}

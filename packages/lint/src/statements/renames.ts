import type { ModelObject, ModelTable, SqlSyntax } from "@atlas/core";
import type { ModelChange, TableChange } from "../change.ts";
import { diffTables } from "../table-diff.ts";
import { markConcurrent } from "./concurrently.ts";
import { parentsOf, pathOf, withoutFollowers } from "./followers.ts";
import { isSameName, means, type WrittenName } from "./names.ts";
import { renamesOf, type WrittenRename } from "./rename-statements.ts";
import { isSamePath, renamedTable, type SettledRename } from "./renamed-table.ts";

/**
 * What a comparison of the models before and after a statement cannot know and its text tells: what was renamed
 * (not dropped and added), and which indexes come and go CONCURRENTLY (`attributes.concurrently` of the part).
 * Changes that only follow from a new name are left out. Never throws; what is not understood stays as it is.
 */
export function fixChanges(
  changes: readonly ModelChange[],
  statement: string,
  syntax: SqlSyntax,
): readonly ModelChange[] {
  if (changes.length === 0) return changes;
  const renames = renamesOf(statement, syntax);
  const renamed = renames.length === 0 ? changes : withRenames(changes, renames, syntax);
  return markConcurrent(withoutFollowers(renamed), statement, syntax);
}

function withRenames(
  changes: readonly ModelChange[],
  written: readonly WrittenRename[],
  syntax: SqlSyntax,
): readonly ModelChange[] {
  const schemas = written.filter((rename) => rename.kind === "schema");
  const [schema] = schemas;
  if (schema) return withRenamedSchema(changes, schema, syntax);
  const tables = tablePairs(changes, written, syntax);
  const settled = [
    ...partRenames(changes, tables, written, syntax),
    ...typeRenames(changes, written, syntax),
    ...tables.flatMap(({ from, to }): readonly SettledRename[] => [
      ...followingNames(from, to),
      { kind: "table", from, to },
    ]),
  ];
  const done = new Set<ModelTable>(tables.flatMap(({ from, to }) => [from, to]));
  const rest = changes.flatMap((change) => {
    if (change.type === "drop_table" || change.type === "add_table")
      return done.has(change.table) ? [] : [change];
    if (change.type !== "modify_table") return [change];
    if (done.has(change.from) || done.has(change.to)) return [];
    return modified(change.from, change.to, settled, syntax);
  });
  return [
    ...tables.flatMap(({ from, to }): readonly ModelChange[] => [
      { type: "rename_table", from, to },
      ...modified(from, to, settled, syntax),
    ]),
    ...renamedObjects(rest, tables, written, syntax),
  ];
}

interface TablePair {
  readonly from: ModelTable;
  readonly to: ModelTable;
}

/** Tables with another name; two may have changed theirs by way of a third name. */
function tablePairs(
  changes: readonly ModelChange[],
  written: readonly WrittenRename[],
  syntax: SqlSyntax,
): readonly TablePair[] {
  const steps = written.filter((rename) => rename.kind === "object");
  const journeys: { readonly from: WrittenName; to: WrittenName }[] = [];
  for (const { from, to } of steps) {
    const under = journeys.find((one) => isSameName(one.to.name, from.name, syntax));
    if (under) under.to = to;
    else journeys.push({ from, to });
  }
  const before = changes.flatMap((change) =>
    change.type === "drop_table" ? [change.table] : change.type === "modify_table" ? [change.from] : [],
  );
  const after = changes.flatMap((change) =>
    change.type === "add_table" ? [change.table] : change.type === "modify_table" ? [change.to] : [],
  );
  return journeys.flatMap((journey) => {
    const from = before.find((table) => means(journey.from, table, syntax));
    const to = after.find(
      (table) =>
        means(journey.to, table, syntax) &&
        (journey.to.schema !== undefined || table.schema === from?.schema),
    );
    return from && to && !isSamePath(from, to) ? [{ from, to }] : [];
  });
}

/** Constraints that a server names after their table (`old_ibfk_1`) get another name with it. */
function followingNames(from: ModelTable, to: ModelTable): readonly SettledRename[] {
  const names = new Set([...to.foreignKeys, ...to.checks].map(({ name }) => name));
  return [...from.foreignKeys, ...from.checks].flatMap(({ name }): readonly SettledRename[] => {
    const next = to.name + name.slice(from.name.length);
    return !names.has(name) && name.startsWith(`${from.name}_`) && names.has(next)
      ? [{ kind: "constraint", table: from, from: name, to: next }]
      : [];
  });
}

/** Renamed columns, indexes and constraints of tables that changed. */
function partRenames(
  changes: readonly ModelChange[],
  tables: readonly TablePair[],
  written: readonly WrittenRename[],
  syntax: SqlSyntax,
): readonly SettledRename[] {
  const pairs: readonly TablePair[] = [
    ...tables,
    ...changes.flatMap((change) => (change.type === "modify_table" ? [change] : [])),
  ];
  return written.flatMap((rename): readonly SettledRename[] => {
    if (rename.kind === "schema") return [];
    if (rename.kind === "object") {
      // ALTER INDEX, or ALTER TABLE that names an index.
      const pair = pairs.find(
        ({ from, to }) =>
          hasIndex(from, rename.from.name, syntax) &&
          hasIndex(to, rename.to.name, syntax) &&
          isSamePath(from, to),
      );
      return pair ? [{ kind: "index", table: pair.from, from: rename.from.name, to: rename.to.name }] : [];
    }
    const pair = pairs.find(({ from }) => means(rename.table, from, syntax));
    if (!pair) return [];
    const nameIn = (table: ModelTable, name: string): string | undefined =>
      partNames(table, rename.kind).find((one) => isSameName(one, name, syntax));
    const [from, to] = [nameIn(pair.from, rename.from), nameIn(pair.to, rename.to)];
    if (from === undefined || to === undefined) return [];
    const owners = rename.kind === "column" ? [pair.from, ...followersOf(pair.from, pairs)] : [pair.from];
    return owners.map((table) => ({ kind: rename.kind, table, from, to }));
  });
}

/** Partitions and heirs of a table, and theirs, as they were before. */
function followersOf(table: ModelTable, pairs: readonly TablePair[]): readonly ModelTable[] {
  const found: ModelTable[] = [];
  const paths = new Set([pathOf(table)]);
  for (let grows = true; grows;) {
    const next = pairs.filter(
      ({ from }) => !paths.has(pathOf(from)) && parentsOf(from).some((path) => paths.has(path)),
    );
    for (const { from } of next) {
      paths.add(pathOf(from));
      found.push(from);
    }
    grows = next.length > 0;
  }
  return found;
}

function hasIndex(table: ModelTable, name: string, syntax: SqlSyntax): boolean {
  return partNames(table, "index").some((one) => isSameName(one, name, syntax));
}

function partNames(table: ModelTable, kind: "column" | "index" | "constraint"): readonly string[] {
  if (kind === "column") return table.columns.map(({ name }) => name);
  return [
    ...(table.primaryKey ? [table.primaryKey.name] : []),
    ...table.indexes.map(({ name }) => name),
    ...(kind === "index" ? [] : [...table.foreignKeys, ...table.checks].map(({ name }) => name)),
  ];
}

/** A type of another name has the same values: its columns did not change. */
function typeRenames(
  changes: readonly ModelChange[],
  written: readonly WrittenRename[],
  syntax: SqlSyntax,
): readonly SettledRename[] {
  const text = ({ schema, name }: ModelObject): string => (schema === "" ? name : `${schema}.${name}`);
  return objectPairs(changes, written, syntax).map(({ from, to }) => ({
    kind: "type",
    from: text(from),
    to: text(to),
  }));
}

function objectPairs(
  changes: readonly ModelChange[],
  written: readonly WrittenRename[],
  syntax: SqlSyntax,
): readonly { readonly from: ModelObject; readonly to: ModelObject }[] {
  return written.flatMap((rename) => {
    if (rename.kind !== "object") return [];
    const from = changes.find(
      (change) => change.type === "drop_object" && means(rename.from, change.object, syntax),
    );
    if (from?.type !== "drop_object") return [];
    const { kind } = from.object;
    const to = changes.find(
      (change) =>
        change.type === "add_object" &&
        change.object.kind === kind &&
        means(rename.to, change.object, syntax),
    );
    return to?.type === "add_object" ? [{ from: from.object, to: to.object }] : [];
  });
}

/** Views and the like with another name are changed; what hangs on a renamed table or view is as it was. */
function renamedObjects(
  changes: readonly ModelChange[],
  tables: readonly TablePair[],
  written: readonly WrittenRename[],
  syntax: SqlSyntax,
): readonly ModelChange[] {
  const pairs = objectPairs(changes, written, syntax);
  const gone = new Set(pairs.map(({ from }) => from));
  const fresh = new Map(pairs.map(({ from, to }) => [to, from]));
  const owners = new Map(
    [...tables, ...pairs].map(({ from, to }) => [
      ownerKey(from.schema, from.name),
      ownerKey(to.schema, to.name),
    ]),
  );
  const key = (object: ModelObject, owner: string): string =>
    JSON.stringify([object.kind, object.name, owner]);
  const moved = new Set<string>();
  const arrived = new Set(
    changes.flatMap((change) =>
      change.type === "add_object"
        ? [key(change.object, ownerKey(change.object.schema, change.object.table ?? ""))]
        : [],
    ),
  );
  for (const change of changes) {
    if (change.type !== "drop_object" || change.object.table === undefined) continue;
    const owner = owners.get(ownerKey(change.object.schema, change.object.table));
    const there = owner === undefined ? undefined : key(change.object, owner);
    if (there === undefined || !arrived.has(there)) continue;
    moved.add(there);
    gone.add(change.object);
  }
  return changes.flatMap((change): readonly ModelChange[] => {
    if (change.type === "drop_object") return gone.has(change.object) ? [] : [change];
    if (change.type !== "add_object") return [change];
    const from = fresh.get(change.object);
    if (from) return [{ type: "modify_object", from, to: change.object }];
    const owner = ownerKey(change.object.schema, change.object.table ?? "");
    return moved.has(key(change.object, owner)) ? [] : [change];
  });
}

function ownerKey(schema: string, name: string): string {
  return JSON.stringify([schema, name]);
}

/** What else changed in a table, under its new names. */
function modified(
  from: ModelTable,
  to: ModelTable,
  renames: readonly SettledRename[],
  syntax: SqlSyntax,
): readonly ModelChange[] {
  const before = renamedTable(from, renames, syntax);
  const own = renames.flatMap((rename) =>
    "table" in rename && isSamePath(rename.table, from) ? renamedPart(from, to, rename) : [],
  );
  const changes = [...own, ...diffTables(before, to)];
  return changes.length === 0 ? [] : [{ type: "modify_table", from: before, to, changes }];
}

function renamedPart(
  before: ModelTable,
  after: ModelTable,
  { kind, from, to }: Extract<SettledRename, { table: unknown }>,
): readonly TableChange[] {
  const pair = <T extends { readonly name: string }>(
    one: readonly T[],
    other: readonly T[],
  ): readonly { readonly from: T; readonly to: T }[] => {
    const [old, now] = [one.find(({ name }) => name === from), other.find(({ name }) => name === to)];
    return old && now ? [{ from: old, to: now }] : [];
  };
  if (kind === "column")
    return pair(before.columns, after.columns).map((both) => ({ type: "rename_column", ...both }));
  return pair(before.indexes, after.indexes).map((both) => ({ type: "rename_index", ...both }));
}

/** Of a schema with another name nothing else changed. */
function withRenamedSchema(
  changes: readonly ModelChange[],
  rename: { readonly from: string; readonly to: string },
  syntax: SqlSyntax,
): readonly ModelChange[] {
  const from = changes.find(
    (change) => change.type === "drop_schema" && isSameName(change.schema.name, rename.from, syntax),
  );
  const to = changes.find(
    (change) => change.type === "add_schema" && isSameName(change.schema.name, rename.to, syntax),
  );
  if (from?.type !== "drop_schema" || to?.type !== "add_schema") return changes;
  const isIn = (schema: string): boolean => schema === to.schema.name;
  return [
    { type: "modify_schema", from: from.schema, to: to.schema },
    ...changes.filter(
      (change) =>
        change !== from &&
        change !== to &&
        !(change.type === "add_table" && isIn(change.table.schema)) &&
        !(change.type === "add_object" && isIn(change.object.schema)),
    ),
  ];
}

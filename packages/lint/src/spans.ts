import type { ModelTable } from "@atlas/core";
import type { LintFile } from "./analyzer.ts";
import type { ModelChange, TableChange } from "./change.ts";

/** `temporary`: added and dropped in the same file. `undefined`: it was there before and stays. */
export type Span = "added" | "dropped" | "temporary" | undefined;

type Table = Pick<ModelTable, "schema" | "name">;

/** What becomes of things within one file, by their names. Something that is renamed keeps its span. */
export interface Spans {
  schema(name: string): Span;
  table(table: Table): Span;
  column(table: Table, name: string): Span;
  index(table: Table, name: string): Span;
  foreignKey(table: Table, name: string): Span;
  check(table: Table, name: string): Span;
  /** The table, or the schema that it lies in, is new in this file: nothing of it is in use. */
  isNew(table: Table): boolean;
}

class SpanMap extends Map<string, Span> {
  /** What was there before the file, was dropped by it, and added again. */
  readonly lost = new Set<string>();
}

const known = new WeakMap<LintFile, Spans>();

/** The spans of a file; worked out once for all analyzers. */
export function spansOf(file: LintFile): Spans {
  const found = known.get(file);
  if (found) return found;
  const made = readSpans(file.statements.flatMap(({ changes }) => changes));
  known.set(file, made);
  return made;
}

function readSpans(changes: readonly ModelChange[]): Spans {
  const spans = new SpanMap();
  for (const change of changes) note(spans, change);
  const get = (...path: readonly string[]): Span => spans.get(keyOf(path));
  const part =
    (kind: string) =>
    ({ schema, name: table }: Table, name: string): Span =>
      get("part", schema, table, kind, name);
  const schema = (name: string): Span => get("schema", name);
  const table = ({ schema: owner, name }: Table): Span => get("table", owner, name);
  const isFresh = (span: Span): boolean => span === "added" || span === "temporary";
  return {
    schema,
    table,
    column: part("column"),
    index: part("index"),
    foreignKey: part("foreign_key"),
    check: part("check"),
    isNew: (of) => isFresh(table(of)) || isFresh(schema(of.schema)),
  };
}

function note(spans: SpanMap, change: ModelChange): void {
  switch (change.type) {
    case "add_schema":
      return add(spans, ["schema", change.schema.name]);
    case "drop_schema":
      drop(spans, ["schema", change.schema.name]);
      for (const table of change.tables) dropTable(spans, table);
      return;
    case "add_table":
      return addTable(spans, change.table);
    case "drop_table":
      return dropTable(spans, change.table);
    case "rename_table":
      return renameTable(spans, change.from, change.to);
    case "modify_table":
      for (const inner of change.changes) notePart(spans, change.to, inner);
      return;
    case "modify_schema":
    case "add_object":
    case "drop_object":
    case "modify_object":
  }
}

function notePart(spans: SpanMap, { schema, name }: Table, change: TableChange): void {
  const [verb, kind] = /^([a-z]+)_(.*)$/.exec(change.type)?.slice(1) ?? [];
  const path = (part: string): readonly string[] => ["part", schema, name, kind ?? "", part];
  if ("part" in change) {
    if (verb === "add") add(spans, path(change.part.name));
    else drop(spans, path(change.part.name));
  } else if (verb === "rename" && "from" in change)
    move(spans, keyOf(path(change.from.name)), keyOf(path(change.to.name)));
}

function partsOf(table: ModelTable): readonly (readonly string[])[] {
  const path = (kind: string, names: readonly { readonly name: string }[]): readonly (readonly string[])[] =>
    names.map(({ name }) => ["part", table.schema, table.name, kind, name]);
  return [
    ...path("column", table.columns),
    ...path("index", table.indexes),
    ...path("foreign_key", table.foreignKeys),
    ...path("check", table.checks),
  ];
}

function addTable(spans: SpanMap, table: ModelTable): void {
  add(spans, ["table", table.schema, table.name]);
  for (const path of partsOf(table)) add(spans, path);
}

function dropTable(spans: SpanMap, table: ModelTable): void {
  drop(spans, ["table", table.schema, table.name]);
  for (const path of partsOf(table)) drop(spans, path);
}

function renameTable(spans: SpanMap, from: ModelTable, to: ModelTable): void {
  move(spans, keyOf(["table", from.schema, from.name]), keyOf(["table", to.schema, to.name]));
  const parts = partsOf(to);
  for (const path of parts) {
    const [kind = "", , , type = "", name = ""] = path;
    move(spans, keyOf([kind, from.schema, from.name, type, name]), keyOf(path));
  }
}

function add(spans: SpanMap, path: readonly string[]): void {
  const key = keyOf(path);
  if (spans.get(key) === "dropped") spans.lost.add(key);
  spans.set(key, "added");
}

/** What took the name of something that was dropped is no excuse for that drop. */
function drop(spans: SpanMap, path: readonly string[]): void {
  const key = keyOf(path);
  spans.set(key, spans.get(key) === "added" && !spans.lost.has(key) ? "temporary" : "dropped");
}

function move(spans: SpanMap, from: string, to: string): void {
  const span = spans.get(from);
  spans.delete(from);
  if (span === undefined) spans.delete(to);
  else spans.set(to, span);
}

function keyOf(path: readonly string[]): string {
  return JSON.stringify(path);
}

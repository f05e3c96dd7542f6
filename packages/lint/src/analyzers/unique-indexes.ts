import type { ModelIndex } from "@atlas/core";
import type { Diagnostic, LintFile } from "../analyzer.ts";
import type { TableChange, TableModification } from "../change.ts";
import { spansOf } from "../spans.ts";
import { quoted } from "../text.ts";

type Found = Pick<Diagnostic, "code" | "text">;

/** MF101 and MF102: an index that duplicates among present rows stop. */
export function uniqueIndexFinding(
  inner: TableChange,
  change: TableModification,
  file: LintFile,
): Found | undefined {
  if (inner.type === "modify_index") {
    const { from, to } = inner;
    if (from.unique || !to.unique || spansOf(file).index(change.to, to.name) === "added") return undefined;
    return {
      code: "MF102",
      text: `Modifying an index ${quoted(to.name)} on table ${quoted(change.from.name)} might fail in case of duplicate entries`,
    };
  }
  if (inner.type !== "add_index" || !inner.part.unique) return undefined;
  const spans = spansOf(file);
  const index = inner.part;
  const old = index.parts.filter(
    ({ column }) => column === undefined || spans.column(change.to, column) !== "added",
  );
  const names = old.flatMap(({ column }) => (column === undefined ? [] : [column]));
  if (old.length === 0 || isWidened(index, change, file)) return undefined;
  const start = `Adding a unique index ${quoted(index.name)} on table ${quoted(change.from.name)} might fail in case`;
  if (names.length === 0) return { code: "MF101", text: `${start} its expressions yield duplicate entries` };
  const list = names.map(quoted).join(", ");
  const [contain, columns] = names.length === 1 ? ["contains", "column"] : ["contain", "columns"];
  return { code: "MF101", text: `${start} ${columns} ${list} ${contain} duplicate entries` };
}

/** Whether a unique index that the file drops covers it: made again, or with more columns. */
function isWidened(index: ModelIndex, change: TableModification, file: LintFile): boolean {
  const spans = spansOf(file);
  return droppedIndexes(file, change).some((dropped) => {
    if (!dropped.unique || dropped.parts.length > index.parts.length) return false;
    const kept = new Set(dropped.parts.map(partKey));
    // Without one of its parts it would be narrower, and duplicates could show.
    const isWhole = dropped.parts.every((part) =>
      index.parts.some((each) => partKey(each) === partKey(part)),
    );
    return (
      isWhole &&
      index.parts.every(
        (part) =>
          kept.has(partKey(part)) ||
          (part.column !== undefined && spans.column(change.to, part.column) === "added"),
      )
    );
  });
}

/** All unique indexes that the file drops of a table, whatever its name was then. */
function droppedIndexes(file: LintFile, { from, to }: TableModification): readonly ModelIndex[] {
  const isSame = (change: TableModification): boolean =>
    change.from.schema === from.schema && (change.from.name === from.name || change.to.name === to.name);
  return file.statements
    .flatMap(({ changes }) => changes)
    .flatMap((change) => (change.type === "modify_table" && isSame(change) ? change.changes : []))
    .flatMap((inner) => (inner.type === "drop_index" ? [inner.part] : []));
}

function partKey({ column, expression, prefix }: ModelIndex["parts"][number]): string {
  return JSON.stringify([column, expression, prefix]);
}

import type { ModelIndex, SqlSyntax } from "@atlas/core";
import type { ModelChange, TableChange } from "../change.ts";
import { TokenReader } from "./names.ts";

/** Whether a statement is `CREATE INDEX CONCURRENTLY` or `DROP INDEX CONCURRENTLY`. */
export function isConcurrent(statement: string, syntax: SqlSyntax): boolean {
  if (!/\bCONCURRENTLY\b/i.test(statement)) return false;
  const reader = TokenReader.of(statement, syntax);
  if (reader.take("CREATE")) {
    reader.take("UNIQUE");
    return reader.take("INDEX", "CONCURRENTLY");
  }
  return reader.take("DROP", "INDEX", "CONCURRENTLY");
}

/** Indexes that such a statement makes or drops get `attributes.concurrently`. */
export function markConcurrent(
  changes: readonly ModelChange[],
  statement: string,
  syntax: SqlSyntax,
): readonly ModelChange[] {
  if (!isConcurrent(statement, syntax)) return changes;
  return changes.map((change) =>
    change.type === "modify_table" ? { ...change, changes: change.changes.map(marked) } : change,
  );
}

function marked(change: TableChange): TableChange {
  const mark = (part: ModelIndex): ModelIndex => ({
    ...part,
    attributes: { ...part.attributes, concurrently: true },
  });
  return change.type === "add_index" || change.type === "drop_index"
    ? { ...change, part: mark(change.part) }
    : change;
}

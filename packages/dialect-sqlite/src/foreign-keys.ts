import type { DatabaseSync } from "node:sqlite";

/** @see https://www.sqlite.org/pragma.html#pragma_foreign_key_check */
interface ViolationRow {
  readonly table: string;
  readonly rowid: number | bigint | null;
  readonly parent: string;
  readonly fkid: number | bigint;
}

/** Whether the connection enforces foreign keys at present. */
export function enforcesForeignKeys(database: DatabaseSync): boolean {
  const row = database.prepare("PRAGMA foreign_keys").get();
  return row?.["foreign_keys"] === 1;
}

/** Rows that refer to nothing, each as one text. A key that SQLite cannot check counts as one, in its words. */
export function violations(database: DatabaseSync): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const count = (text: string): void => void counts.set(text, (counts.get(text) ?? 0) + 1);
  try {
    const statement = database.prepare("PRAGMA foreign_key_check");
    statement.setReadBigInts(true);
    // The pragma's columns are these.
    for (const row of statement.iterate() as Iterable<unknown> as Iterable<ViolationRow>)
      count(`{tbl:${row.table} ref:${row.parent} row:${row.rowid ?? "?"} index:${row.fkid}}`);
  } catch (error) {
    count(error instanceof Error ? error.message : String(error));
  }
  return counts;
}

/** Violations that were not there before. */
export function newViolations(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): readonly string[] {
  return [...after].filter(([text, count]) => count > (before.get(text) ?? 0)).map(([text]) => text);
}

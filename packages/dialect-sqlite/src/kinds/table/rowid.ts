import { fold } from "../../text.ts";
import type { Table } from "./model.ts";

/** The names under which every table with rowids answers for them, unless a column has taken one. */
const names = ["rowid", "_rowid_", "oid"] as const;

/** How the rowids of a table are carried over while its rows are copied. */
export interface RowidCopy {
  /** Its name in the new table. */
  readonly to: string;
  /** Its name in the old table. */
  readonly from: string;
}

/**
 * What keeps the rowids of a table that is built anew. They matter wherever no column carries them: they tell
 * the rows of a table without a key apart, full-text indexes find their text by them, and they are the order
 * in which rows come. `undefined`: a column carries them, one of the tables has none, or nothing can name them.
 *
 * @see https://www.sqlite.org/lang_createtable.html#rowid
 */
export function rowidCopy(from: Table, target: Table): RowidCopy | undefined {
  if (from.withoutRowid || target.withoutRowid) return undefined;
  const alias = rowidColumn(target);
  // The values of the column that is copied are the rowids.
  if (alias !== undefined && hasColumn(from, alias)) return undefined;
  const [source, place] = [freeName(from), freeName(target)];
  return source === undefined || place === undefined ? undefined : { from: source, to: place };
}

/** The column that is the rowid under another name. */
export function rowidColumn(table: Table): string | undefined {
  const { primaryKey } = table;
  const [part, second] = primaryKey?.parts ?? [];
  if (table.withoutRowid || !part?.column || second || primaryKey?.notRowid) return undefined;
  const name = fold(part.column);
  const column = table.columns.find((candidate) => fold(candidate.name) === name);
  // SQLite looks at the type without the quotes around it.
  return column && /^["'`[]?integer["'`\]]?$/i.test(column.type) ? column.name : undefined;
}

function freeName(table: Table): string | undefined {
  return names.find((name) => !hasColumn(table, name));
}

function hasColumn(table: Table, name: string): boolean {
  return table.columns.some((column) => fold(column.name) === fold(name));
}

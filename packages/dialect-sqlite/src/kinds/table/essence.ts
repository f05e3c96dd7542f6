import { expressionKey, fold } from "../../text.ts";
import type { Table } from "./model.ts";

/** Texts that are compared as SQL. */
const expressions = new Set(["expression", "default", "where", "type"]);

/** Names that are compared in either case of letters. */
const folded = new Set(["column", "collation", "refTable"]);

/** The table as `compareTables` sees it: without the order of columns and the author's spelling of SQL. */
export function tableEssence({ excluded: _never, ...table }: Table): unknown {
  return essence({
    ...table,
    columns: sortedBy(table.columns, (column) => column.name),
    uniques: sortedBy(table.uniques, (key) => JSON.stringify(essence(key))),
    foreignKeys: sortedBy(table.foreignKeys, (key) => JSON.stringify(essence(key))),
    checks: sortedBy(table.checks, (check) => JSON.stringify(essence(check))),
  });
}

/** One text for all parts that are the same to `compareTables`. */
export function partKey(part: unknown): string {
  return JSON.stringify(essence(part));
}

function essence(value: unknown, key = ""): unknown {
  if (Array.isArray(value)) return value.map((member) => essence(member, key));
  if (typeof value === "string") {
    if (expressions.has(key)) return expressionKey(value);
    return folded.has(key) ? fold(value) : value;
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, essence(member, name)]));
}

function sortedBy<T>(list: readonly T[], key: (item: T) => string): readonly T[] {
  return list.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

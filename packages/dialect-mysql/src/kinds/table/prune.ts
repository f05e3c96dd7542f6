import { fold } from "./equal.ts";
import type { ExcludedPart, IndexPart, Table } from "./model.ts";

/** The table without parts that are excluded. With a column go the keys and indexes that it takes part in. */
export function pruneTable(table: Table, keep: (type: string, name: string) => boolean): Table {
  const excluded: ExcludedPart[] = [...(table.excluded ?? [])];
  const kept = (isKept: boolean, part: ExcludedPart): boolean => {
    if (!isKept) excluded.push(part);
    return isKept;
  };
  const columns = table.columns.filter(({ name }) => keep("column", name));
  const left = new Set(columns.map(({ name }) => fold(name)));
  const isWhole = (names: readonly (string | undefined)[]): boolean =>
    names.every((name) => name === undefined || left.has(fold(name)));
  const { primaryKey, excluded: _before, ...rest } = table;
  const key = primaryKey && keyPart("primary key", primaryKey.parts);
  const keepsKey = key && kept(keep("primary_key", "PRIMARY") && isWhole(key.columns), key);
  const pruned: Table = {
    ...rest,
    ...(keepsKey && { primaryKey }),
    columns,
    indexes: table.indexes.filter(({ name, parts }) => {
      const part = keyPart(`index "${name}"`, parts);
      return kept(keep("index", name) && isWhole(part.columns), part);
    }),
    foreignKeys: table.foreignKeys.filter(({ name, columns: from }) =>
      kept(keep("foreign_key", name) && isWhole(from), {
        title: `foreign key "${name}"`,
        columns: from,
        expressions: [],
      }),
    ),
    checks: table.checks.filter(({ name, column, expression }) =>
      kept(keep("check", name) && isWhole([column]), {
        title: `check "${name}"`,
        columns: [],
        expressions: [expression],
      }),
    ),
  };
  return excluded.length === 0 ? pruned : { ...pruned, excluded };
}

function keyPart(title: string, parts: readonly IndexPart[]): ExcludedPart {
  return {
    title,
    columns: parts.flatMap(({ column }) => column ?? []),
    expressions: parts.flatMap(({ expression }) => expression ?? []),
  };
}

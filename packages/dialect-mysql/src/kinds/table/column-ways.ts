import { AtlasError, type CompareContext } from "@atlas/core";
import type { ColumnWay } from "./changes.ts";
import { fold, mentions, type Pair, sameGenerated, sameKind } from "./equal.ts";
import type { Column, Table } from "./model.ts";
import { serverOfState } from "./states.ts";

/**
 * How columns of both tables change that cannot all do so by MODIFY COLUMN, by their names in lower case.
 *
 * No server turns a column that is computed when it is read into one that is not, or the other way round. A computed
 * column can be dropped and added: nothing is lost, as it is computed again. Computed columns that read it go along.
 *
 * @throws {AtlasError} `E_UNSUPPORTED_CHANGE` for a plain column that is to be computed when it is read: its values
 *   would be lost.
 * @see https://dev.mysql.com/doc/refman/8.4/en/alter-table-generated-columns.html
 */
export function columnWays(tables: Pair<Table>, context: CompareContext): ReadonlyMap<string, ColumnWay> {
  const ways = new Map<string, ColumnWay>();
  if (![tables.from, tables.to].some(({ columns }) => columns.some(({ generated }) => generated)))
    return ways;
  const desired = new Map(tables.to.columns.map((column) => [fold(column.name), column]));
  const pairs = tables.from.columns.flatMap((from) => {
    const to = desired.get(fold(from.name));
    return to ? [{ from, to }] : [];
  });
  for (const pair of pairs) {
    const way = wayOf(pair, tables, context);
    if (way) ways.set(fold(pair.to.name), way);
  }
  for (let grew = true; grew;) {
    grew = false;
    for (const { from, to } of pairs) {
      const name = fold(to.name);
      const reads = [from, to].some(
        ({ generated }) =>
          generated && [...ways.keys()].some((other) => mentions(generated.expression, other)),
      );
      if (!reads || ways.has(name) || !from.generated || !to.generated) continue;
      ways.set(name, "recreate");
      grew = true;
    }
  }
  return ways;
}

function wayOf(
  { from, to }: Pair<Column>,
  tables: Pair<Table>,
  context: CompareContext,
): ColumnWay | undefined {
  const isVirtual = ({ generated }: Column): boolean => generated?.stored === false;
  if (isVirtual(from) && isVirtual(to))
    return isQuickerAnew({ from, to }, tables, context) ? "recreate" : undefined;
  if (!isVirtual(from) && !isVirtual(to)) return undefined;
  if (from.generated && to.generated) return "recreate";
  if (from.generated) return "keep_values";
  throw new AtlasError(
    "E_UNSUPPORTED_CHANGE",
    `changing column "${to.name}" to VIRTUAL generated column is not supported (drop and add is required)`,
    {
      details: { table: tables.to.name, column: to.name },
      hint: "Its values would be lost: give the computed column another name and drop this one in a later run.",
    },
  );
}

/** MySQL copies the table for another expression of a column that it does not even keep. */
function isQuickerAnew(
  columns: Pair<Column>,
  tables: Pair<Table>,
  { from, policy }: CompareContext,
): boolean {
  const server = serverOfState(from);
  return (
    policy?.online === true &&
    server.flavour === "mysql" &&
    !(sameGenerated(columns.from, columns.to) && sameKind(tables, columns))
  );
}

import { equal } from "./equal.ts";
import type { Column, Table } from "./model.ts";
import { parseType } from "../../types.ts";

/** What becomes of the columns that two versions of a table share. */
export interface ColumnPlan {
  /** Generated columns that are dropped and added, by name. */
  readonly rebuilt: ReadonlySet<string>;
  /** Columns whose type or collation changes, by name. */
  readonly retyped: ReadonlySet<string>;
  /** Columns that a foreign key cannot stay on: rebuilt, or of a type too different. */
  readonly shaken: ReadonlySet<string>;
}

const nothing: ColumnPlan = { rebuilt: new Set(), retyped: new Set(), shaken: new Set() };

/** First version in which the expression of a stored column can be set. */
const setExpressionVersion = 17;

/** @param major - of the server that will make the change. */
export function columnPlan(from: Table, to: Table, major: number): ColumnPlan {
  if (from === to || equal(from.columns, to.columns)) return nothing;
  const after = new Map(to.columns.map((column) => [column.name, column]));
  const pairs = from.columns.flatMap((column) => {
    const other = after.get(column.name);
    return other ? [[column, other] as const] : [];
  });
  const dropped = new Set(
    from.columns.filter((column) => !after.has(column.name)).map((column) => column.name),
  );
  const retyped = new Set(pairs.filter(([a, b]) => isRetyped(a, b)).map(([column]) => column.name));
  const rebuilt = new Set<string>();
  for (const [before, next] of pairs) {
    if (mustRebuild(before, next, { major, retyped, dropped })) rebuilt.add(before.name);
  }
  const shaken = pairs
    .filter(([a, b]) => rebuilt.has(a.name) || (retyped.has(a.name) && !isNear(a, b)))
    .map(([column]) => column.name);
  return { rebuilt, retyped, shaken: new Set(shaken) };
}

function isRetyped(from: Column, to: Column): boolean {
  return from.type !== to.type || from.collation !== to.collation;
}

function mustRebuild(
  from: Column,
  to: Column,
  context: {
    readonly major: number;
    readonly retyped: ReadonlySet<string>;
    readonly dropped: ReadonlySet<string>;
  },
): boolean {
  if (!to.generated) return from.generated?.kind === "virtual";
  if (!from.generated) return true;
  if (from.generated.kind !== to.generated.kind) return true;
  // The server changes no column that a generated one reads.
  if (from.reads.some((name) => context.retyped.has(name) || context.dropped.has(name))) return true;
  if (context.retyped.has(from.name)) return true;
  return from.generated.expression !== to.generated.expression && context.major < setExpressionVersion;
}

/** Types of one family: a foreign key between them stands while one changes into the other. */
function isNear(from: Column, to: Column): boolean {
  const families = [
    ["smallint", "integer", "bigint"],
    ["text", "character varying"],
  ];
  const before = parseType(from.type);
  const after = parseType(to.type);
  if (from.collation !== to.collation) return false;
  if (before.base === after.base) return before.array === after.array;
  return families.some((family) => family.includes(before.base) && family.includes(after.base));
}

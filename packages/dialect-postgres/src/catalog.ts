import type { CatalogQuery, CatalogRow, CatalogRows } from "./kind.ts";
import { usesSql } from "./kinds/uses.ts";

/** One query to the server, for one or more of the catalog queries. */
export interface Question {
  /** Tells it from all others of this server version. */
  readonly name: string;
  readonly sql: string;
  /** The queries that its rows answer; of several, `part` of a row says which by its index. */
  readonly asks: readonly CatalogQuery[];
}

/** Asks for each condition of the queries whether it holds: one row, to be given to `worthAsking`. */
export function conditionsSql(queries: readonly CatalogQuery[]): string {
  return `SELECT ARRAY[${conditionsOf(queries).join(", ")}]::bool[] AS holds`;
}

/** Those of the queries that can have rows. */
export function worthAsking(
  queries: readonly CatalogQuery[],
  row: CatalogRow | undefined,
): readonly CatalogQuery[] {
  const holds = row?.["holds"];
  if (!Array.isArray(holds)) return queries;
  const idle = new Set(conditionsOf(queries).filter((_condition, index) => holds[index] === false));
  return queries.filter(({ when }) => when === undefined || !idle.has(when));
}

function conditionsOf(queries: readonly CatalogQuery[]): readonly string[] {
  return [...new Set(queries.flatMap(({ when }) => when ?? []))];
}

/**
 * The queries as they are sent. What objects depend on is found in the same way for all of them and takes more time
 * to plan than to run: it is asked once for all.
 */
export function questionsOf(queries: readonly CatalogQuery[], serverVersion: number): readonly Question[] {
  const uses = queries.filter((query) => query.givesUses === true);
  const others = queries.filter((query) => query.givesUses !== true);
  return [
    ...others.map((query) => ({ name: query.name, sql: query.sql(serverVersion), asks: [query] })),
    ...(uses.length === 0
      ? []
      : [
          {
            name: "uses",
            sql: usesSql(
              uses.map((query) => query.sql(serverVersion)),
              serverVersion,
            ),
            asks: uses,
          },
        ]),
  ];
}

/** Rows by the name of the catalog query. */
export function answersOf(
  questions: readonly Question[],
  answers: readonly (readonly CatalogRow[])[],
): CatalogRows {
  const byName = new Map<string, readonly CatalogRow[]>();
  for (const [index, { asks }] of questions.entries()) {
    const rows = answers[index] ?? [];
    const parts = asks.length === 1 ? undefined : Map.groupBy(rows, (row) => row["part"]);
    for (const [part, { name }] of asks.entries()) byName.set(name, parts ? (parts.get(part) ?? []) : rows);
  }
  return byName;
}

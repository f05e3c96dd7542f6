import type { CallOptions, QueryRows, QueryValue } from "@atlas/core";
import { callContext, type Session } from "./session.ts";

/** What the numbers and booleans of the server are here, by the OIDs of their types; all else stays text. */
const readers: ReadonlyMap<number, (text: string) => QueryValue> = new Map<
  number,
  (text: string) => QueryValue
>([
  [16, (text) => text === "t"], // boolean
  [20, wholeNumber], // bigint
  [21, Number], // smallint
  [23, Number], // integer
  [26, Number], // oid
  [700, floatNumber], // real
  [701, floatNumber], // double precision
]);

/**
 * Runs one query of the user's own.
 *
 * @see https://www.postgresql.org/docs/18/catalog-pg-type.html
 */
export async function query(
  session: Session,
  sql: string,
  args: readonly QueryValue[],
  options?: CallOptions,
): Promise<QueryRows> {
  const context = { ...callContext(options), options: { details: { statement: sql } } };
  const { columns, rows } = await session.table({ sql, values: args }, context);
  return {
    columns: columns.map(({ name }) => name),
    rows: rows.map((row) =>
      row.map((text, index) =>
        text === null ? null : (readers.get(columns[index]?.type ?? 0)?.(text) ?? text),
      ),
    ),
  };
}

function wholeNumber(text: string): QueryValue {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}

/** `NaN` and the infinities are no numbers of the language: they stay texts. */
function floatNumber(text: string): QueryValue {
  const number = Number(text);
  return Number.isFinite(number) ? number : text;
}

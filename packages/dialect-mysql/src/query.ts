import { AtlasError, type CallOptions, type QueryRows, type QueryValue } from "@atlas/core";
import { setMode } from "./greeting.ts";
import type { ErrorContext } from "./errors.ts";
import type { Answer, Session } from "./session.ts";

/** Types whose values are numbers here, by their numbers in the protocol; all else stays text. */
const wholeTypes: ReadonlySet<number> = new Set([1, 2, 3, 8, 9, 13]); // TINY, SHORT, LONG, LONGLONG, INT24, YEAR
const floatTypes: ReadonlySet<number> = new Set([4, 5]); // FLOAT, DOUBLE
const bitType = 16;

/**
 * Runs one query of the user's own; what its `?` stand for goes through variables of the session, so that no text has
 * to be put together by anybody's rules of quoting.
 *
 * @see https://dev.mysql.com/doc/dev/mysql-server/latest/field__types_8h.html
 */
export async function query(
  session: Session,
  sql: string,
  args: readonly QueryValue[],
  options?: CallOptions,
): Promise<QueryRows> {
  const context = { signal: options?.signal, options: { details: { statement: sql } } };
  const { columns, rows } = await answer(session, args.length === 0 ? [sql] : prepared(sql, args), context);
  return {
    columns: columns.map(({ name }) => name),
    rows: rows.map((row) =>
      row.map((value, index) => (value === null ? null : valueOf(value, columns[index]?.type ?? 0))),
    ),
  };
}

/** What users wrote is read under the server's own `sql_mode`. */
async function answer(
  session: Session,
  statements: readonly string[],
  context: ErrorContext,
): Promise<Answer> {
  const { userMode, settings } = session.greeting;
  const { sql_mode: mode = "" } = settings;
  if (userMode === mode) return session.answer(statements, context);
  try {
    return await session.answer([setMode(userMode), ...statements], context);
  } finally {
    // Of a connection that is lost, the error before says so.
    await session.multi([setMode(mode)]).catch(() => {});
  }
}

function prepared(sql: string, args: readonly QueryValue[]): readonly string[] {
  const variables = args.map((_, index) => `@atlas_arg${index}`);
  return [
    `SET @atlas_query = ${textSql(sql)}, ${args.map((arg, index) => `${variables[index]} = ${argSql(arg)}`).join(", ")}`,
    "PREPARE atlas_query FROM @atlas_query",
    `EXECUTE atlas_query USING ${variables.join(", ")}`,
    "DEALLOCATE PREPARE atlas_query",
  ];
}

function argSql(value: QueryValue): string {
  if (value === null) return "NULL";
  if (typeof value === "boolean") return value ? "TRUE" : "FALSE";
  if (typeof value === "string") return textSql(value);
  if (typeof value === "number" && !Number.isFinite(value))
    throw new AtlasError("E_INPUT", `the database knows no number ${value}`, {
      hint: "Give another value to the query.",
    });
  return String(value);
}

/** A text whatever `sql_mode` says of quotes and backslashes. */
function textSql(text: string): string {
  if (text === "") return "''";
  return `CONVERT(X'${Buffer.from(text, "utf8").toString("hex")}' USING utf8mb4)`;
}

function valueOf(value: Buffer, type: number): QueryValue {
  if (type === bitType) return wholeNumber(value.length === 0 ? "0" : `0x${value.toString("hex")}`);
  const text = value.toString("utf8");
  if (wholeTypes.has(type)) return wholeNumber(text);
  if (floatTypes.has(type)) {
    const number = Number(text);
    return Number.isFinite(number) ? number : text;
  }
  // What is no text is shown as the server's own client shows it.
  return Buffer.from(text, "utf8").equals(value) ? text : `0x${value.toString("hex").toUpperCase()}`;
}

function wholeNumber(text: string): QueryValue {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}

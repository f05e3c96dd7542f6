import type { Model, ModelColumn, SqlSyntax } from "@atlas/core";
import { significantTokens } from "@atlas/sql";

/**
 * Functions of the server and of the extensions that ship with it whose values differ from row to row.
 * `now()` and its like are stable: one value for the whole statement.
 *
 * @see https://www.postgresql.org/docs/18/xfunc-volatility.html
 */
const volatileFunctions: ReadonlySet<string> = new Set([
  "clock_timestamp",
  "currval",
  "gen_random_bytes",
  "gen_random_uuid",
  "gen_salt",
  "lastval",
  "nextval",
  "normal_rand",
  "random",
  "random_normal",
  "setseed",
  "setval",
  "timeofday",
  "uuid_generate_v1",
  "uuid_generate_v1mc",
  "uuid_generate_v4",
  "uuidv4",
  "uuidv7",
]);

/**
 * Whether a default has to be computed for each row: it calls a function that is volatile, of the server or of the
 * schema itself. What is known of neither counts as the same for all rows.
 */
export function isVolatileDefault(column: ModelColumn, model: Model, syntax: SqlSyntax): boolean {
  if (column.default === undefined) return false;
  const tokens = significantTokens(column.default, syntax);
  return tokens.some((token, at) => {
    if (tokens[at + 1]?.text !== "(" || (token.kind !== "word" && token.kind !== "identifier")) return false;
    const name = token.kind === "identifier" ? token.text.slice(1, -1) : token.text.toLowerCase();
    const own = model.others.filter((object) => object.kind === "function" && object.name === name);
    if (own.length > 0) return own.some(({ attributes }) => attributes["volatility"] === "VOLATILE");
    return volatileFunctions.has(name);
  });
}

import type { Dialect, State } from "@atlas/core";

/** Statements that change rows or the session, as a rule. */
const mayLeaveSchema =
  /^\s*(?:insert|update|delete|replace|merge|select|values|with|set(?!\s+statement\b)|begin(?!\s+not\b)|start|commit|end|savepoint|release|lock|explain|analyze|copy|pragma|use)\b/i;

/** Of those the ones that may make a table by their own words: `SELECT … INTO`, `EXPLAIN ANALYZE CREATE TABLE AS`. */
const mayCreate = /^\s*(?:(?:select|values|with)\b[^]*\binto\b|explain\b|pragma\b)/i;

/** By which code of their own, or of an extension, databases change their schema. */
const coded: ReadonlySet<string> = new Set([
  "function",
  "procedure",
  "extension",
  "aggregate",
  "rule",
  "trigger",
]);

/**
 * Whether a statement leaves the schema as it is: `certain`, `likely` (code that it calls may still change it), or
 * `no`, as far as its words tell.
 *
 * @param state - of the whole database; `undefined`: only a part of it is known.
 */
export function leavesSchema(
  statement: string,
  state: State | undefined,
  { features }: Dialect,
): "certain" | "likely" | "no" {
  if (!mayLeaveSchema.test(statement)) return "no";
  // Several statements in one text may end otherwise than they begin.
  if (/;(?!\s*$)/.test(statement)) return features.transactionalDdl ? "likely" : "no";
  if (mayCreate.test(statement)) return features.transactionalDdl ? "likely" : "certain";
  // Where each change of the schema commits, no function and no trigger may make one.
  if (!features.transactionalDdl) return "certain";
  return state && !state.objects.some(({ kind }) => coded.has(kind)) ? "certain" : "likely";
}

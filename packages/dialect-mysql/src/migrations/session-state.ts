import { significantTokens } from "@atlas/sql";
import { syntax } from "../text.ts";

/** A statement with one blank between its words, and nothing in its strings. */
function plain(statement: string): string {
  return significantTokens(statement, syntax)
    .map(({ kind, text }) => (kind === "string" ? "''" : text))
    .join(" ")
    .replaceAll(/@ ?@/g, "@@");
}

const variable = /(?<![@`'"] ?)@ ?(`[^`]+`|[\w.$]+)/g;
const assigned =
  /(?<![@`'"] ?)@ ?(`[^`]+`|[\w.$]+) (?::=|: =)|\bSET @ ?(`[^`]+`|[\w.$]+) =|, @ ?(`[^`]+`|[\w.$]+) =/gi;
const into = /\bINTO ((?:@ ?(?:`[^`]+`|[\w.$]+)(?: , )?)+)/gi;

function nameOf(text: string): string {
  return text.replaceAll("`", "").toLowerCase();
}

function used(statement: string): ReadonlySet<string> {
  return new Set([...statement.matchAll(variable)].map(([, name = ""]) => nameOf(name)));
}

function set(statement: string): ReadonlySet<string> {
  const one = [...statement.matchAll(assigned)].map((match) => match.slice(1).find(Boolean) ?? "");
  const several = [...statement.matchAll(into)].flatMap(([, list = ""]) => [...used(list)]);
  return new Set([...one.map(nameOf), ...several]);
}

/** Whether it gives the same again in another session. */
function isConstant(statement: string): boolean {
  return /^SET /i.test(statement) && !/[(]|\bCURRENT_|\bSELECT\b/i.test(statement);
}

const lastId = /\b(?:LAST_INSERT_ID \( \)|@@(?:session \. )?(?:identity|last_insert_id)\b)/i;
const inserts = /^(?:INSERT|REPLACE|LOAD)\b/i;

/**
 * What a session that is over knew, and statements that are left go by: a variable that was set from rows, or the last
 * number that was given out.
 */
export function lostState(applied: readonly string[], rest: readonly string[]): string | undefined {
  /** Variables that nobody knows any more. */
  const lost = new Set<string>();
  let lostId = false;
  for (const text of applied.map(plain)) {
    for (const name of set(text))
      if (isConstant(text)) lost.delete(name);
      else lost.add(name);
    lostId ||= inserts.test(text);
  }
  for (const text of rest.map(plain)) {
    const own = set(text);
    const missing = [...used(text)].find((name) => lost.has(name) && !own.has(name));
    if (missing !== undefined) return `the variable @${missing}`;
    if (lostId && lastId.test(text)) return "LAST_INSERT_ID()";
    if (inserts.test(text)) lostId = false;
    for (const name of own) lost.delete(name);
  }
  return undefined;
}

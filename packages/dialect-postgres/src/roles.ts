import { AtlasError, type CallOptions } from "@atlas/core";
import { isKeyword, significantTokens, type Token } from "@atlas/sql";
import { callContext, type Session } from "./session.ts";
import { syntax } from "./syntax.ts";
import { ident } from "./text.ts";

/** Roles that statements name and do not create themselves and the server does not have, sorted. */
export async function missingRoles(
  session: Session,
  statements: readonly string[],
  options?: CallOptions,
): Promise<readonly string[]> {
  const names = rolesNamed(statements);
  if (names.length === 0) return [];
  const sql = `SELECT name FROM pg_catalog.unnest($1::text[]) AS r (name)
    WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles p WHERE p.rolname = r.name) ORDER BY name`;
  const rows = await session.query({ sql, values: [names] }, callContext(options));
  return rows.map((row) => String(row["name"]));
}

/**
 * Makes roles that nobody can log in with. Inside a transaction they end with it; outside, disposing drops them with
 * all that they were given in this database.
 */
export async function makeRoles(
  session: Session,
  names: readonly string[],
  options?: CallOptions,
): Promise<AsyncDisposable> {
  const made: string[] = [];
  const ownTransaction = session.transaction !== "idle";
  for (const name of names)
    try {
      await session.query({ sql: `CREATE ROLE ${ident(name)} NOLOGIN` }, callContext(options));
      made.push(name);
    } catch (error) {
      // Somebody else on this server was faster: roles belong to all of its databases.
      if (ownTransaction || !(error instanceof AtlasError) || !existsAlready(error)) throw error;
    }
  return {
    [Symbol.asyncDispose]: async () => {
      if (ownTransaction || session.transaction !== "idle") return;
      for (const name of made)
        try {
          await session.query({ sql: `DROP OWNED BY ${ident(name)} CASCADE` });
          await session.query({ sql: `DROP ROLE ${ident(name)}` });
        } catch (error) {
          // It is in use in another database of this server, whose end it has.
          if (!(error instanceof AtlasError)) throw error;
        }
    },
  };
}

/** SQLSTATEs of a role that is there, and of one that another transaction has just made. */
function existsAlready(error: AtlasError): boolean {
  const state = error.details["sqlstate"];
  return state === "42710" || state === "23505";
}

/**
 * Names in the places of statements where a role stands. A few too many do no harm; those that the statements create
 * themselves are left out.
 */
export function rolesNamed(statements: readonly string[]): readonly string[] {
  const named = new Set<string>();
  const created = new Set<string>();
  for (const statement of statements) {
    if (!mayNameRoles.test(statement)) continue;
    const tokens = significantTokens(statement, syntax);
    const [verb, what] = tokens;
    if (
      isKeyword(verb, "CREATE") &&
      isOneOf(what, ["ROLE", "USER", "GROUP"]) &&
      !isKeyword(tokens[2], "MAPPING")
    )
      for (const name of listAt(tokens, 2)) created.add(name);
    else for (const name of rolesOf(tokens)) named.add(name);
  }
  return [...named].filter((name) => !created.has(name)).toSorted();
}

const mayNameRoles =
  /^\s*(?:grant|revoke|alter|set|reassign|drop\s+owned|comment\s+on\s+role|create\s+(?:policy|schema|role|user|group))\b/i;

/** Words behind which roles stand, by the first words of a statement; the first that fits. */
const leadIns: readonly (readonly [head: readonly string[], words: readonly string[]])[] = [
  [["GRANT"], ["TO", "BY"]],
  [["REVOKE"], ["FROM", "BY"]],
  [["CREATE", "POLICY"], ["TO"]],
  [["ALTER", "POLICY"], ["TO"]],
  [["CREATE", "SCHEMA"], ["AUTHORIZATION"]],
  [["CREATE", "USER"], ["FOR"]],
  [["ALTER", "USER", "MAPPING"], ["FOR"]],
  [["ALTER", "ROLE"], ["ROLE"]],
  [["ALTER", "USER"], ["USER"]],
  [["ALTER", "GROUP"], ["GROUP"]],
  [
    ["ALTER", "DEFAULT"],
    ["ROLE", "USER", "TO", "FROM"],
  ],
  [["COMMENT"], ["ROLE"]],
  [["SET"], ["ROLE", "AUTHORIZATION"]],
  [["REASSIGN"], ["BY", "TO"]],
  [["DROP"], ["BY"]],
];

function rolesOf(tokens: readonly Token[]): readonly string[] {
  const rule = leadIns.find(([head]) => head.every((word, index) => isKeyword(tokens[index], word)));
  const granted = isKeyword(tokens[0], "GRANT") || isKeyword(tokens[0], "REVOKE");
  // Without ON, roles are what is granted.
  const members =
    granted && !tokens.some((token) => isKeyword(token, "ON")) ? listAt(tokens, adminOption(tokens)) : [];
  let depth = 0;
  return [
    ...members,
    ...tokens.flatMap((token, index) => {
      if (token.text === "(") depth++;
      if (token.text === ")") depth--;
      const previous = tokens[index - 1];
      if (depth > 0 || isKeyword(previous, "RENAME")) return [];
      const leads = rule ? isOneOf(token, rule[1]) : isKeyword(previous, "OWNER") && isKeyword(token, "TO");
      return leads ? listAt(tokens, index + 1) : [];
    }),
  ];
}

/** Behind `REVOKE ADMIN OPTION FOR`, where that is. */
function adminOption(tokens: readonly Token[]): number {
  return isKeyword(tokens[2], "OPTION") && isKeyword(tokens[3], "FOR") ? 4 : 1;
}

/** Words that stand for a role and are none. */
const standIns = ["PUBLIC", "CURRENT_USER", "CURRENT_ROLE", "SESSION_USER", "USER", "NONE", "DEFAULT", "ALL"];

/** A list of names that starts at a token. */
function listAt(tokens: readonly Token[], start: number): readonly string[] {
  const names: string[] = [];
  for (let at = start; ; at += 2) {
    if (isKeyword(tokens[at], "GROUP") && isName(tokens[at + 1])) at++;
    const token = tokens[at];
    if (!isName(token)) return names;
    if (token.kind === "identifier") names.push(token.text.slice(1, -1).replaceAll('""', '"'));
    else if (!isOneOf(token, standIns)) names.push(token.text.toLowerCase());
    if (tokens[at + 1]?.text !== ",") return names;
  }
}

function isName(token: Token | undefined): token is Token {
  return token?.kind === "identifier" || token?.kind === "word";
}

function isOneOf(token: Token | undefined, words: readonly string[]): boolean {
  return words.some((word) => isKeyword(token, word));
}

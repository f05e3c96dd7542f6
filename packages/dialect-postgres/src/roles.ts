import { AtlasError, type CallOptions } from "@atlas/core";
import { isKeyword, significantTokens, type Token } from "@atlas/sql";
import { callContext, type Session } from "./session.ts";
import { syntax } from "./syntax.ts";
import { ident, literal } from "./text.ts";

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

/** The comment of a role that was made so that a text could name it: nobody declared it. */
export const madeForReading = "made by atlas for the while of a reading";

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
      const sql = `CREATE ROLE ${ident(name)} NOLOGIN; COMMENT ON ROLE ${ident(name)} IS ${literal(madeForReading)}`;
      await session.query({ sql }, callContext(options));
      made.push(name);
    } catch (error) {
      // Somebody else on this server was faster: roles belong to all of its databases.
      if (ownTransaction || !(error instanceof AtlasError) || !existsAlready(error)) throw error;
    }
  return {
    [Symbol.asyncDispose]: async () => {
      if (ownTransaction || session.transaction !== "idle") return;
      await dropRoles(session, made);
    },
  };
}

async function dropRoles(session: Session, names: readonly string[]): Promise<void> {
  for (const name of names)
    try {
      await session.query({ sql: `DROP OWNED BY ${ident(name)} CASCADE` });
      await session.query({ sql: `DROP ROLE ${ident(name)}` });
    } catch (error) {
      // It is gone already, or in use in another database of this server, whose end it has.
      if (!(error instanceof AtlasError)) throw error;
    }
}

/**
 * Lets a text make roles of these names, whatever roles the server has: roles belong to all of its databases. Inside
 * a transaction those that are there have other names until its end, when all is rolled back, and who else wants the
 * same waits for it; outside, disposing drops those that were not there before.
 */
export async function makeRoomForRoles(
  session: Session,
  names: readonly string[],
  options?: CallOptions,
): Promise<AsyncDisposable> {
  const sql = "SELECT r.rolname::text AS name FROM pg_catalog.pg_roles r WHERE r.rolname = ANY ($1::text[])";
  const rows = await session.query({ sql, values: [names] }, callContext(options));
  const present = rows.map((row) => String(row["name"]));
  if (session.transaction === "idle") {
    const own = names.filter((name) => !present.includes(name));
    return { [Symbol.asyncDispose]: () => dropRoles(session, own) };
  }
  for (const [index, name] of present.entries())
    await session.query(
      { sql: `ALTER ROLE ${ident(name)} RENAME TO ${ident(`atlas away ${index} of ${name.slice(0, 12)}`)}` },
      callContext(options),
    );
  return { [Symbol.asyncDispose]: async () => {} };
}

/** Roles that statements create, also in the bodies of DO, sorted. */
export function rolesCreated(statements: readonly string[]): readonly string[] {
  const created = new Set<string>();
  for (const statement of statements) {
    if (!/\bcreate\s+(?:role|user|group)\b/i.test(statement)) continue;
    const tokens = significantTokens(statement, syntax);
    if (isKeyword(tokens[0], "DO")) {
      const body = tokens.find(({ text }) => /^(?:\$|'|[eE]')/.test(text))?.text ?? "";
      const inner = significantTokens(body.replaceAll(/^\$[^$]*\$|\$[^$]*\$$|^[eE]?'|'$/g, ""), syntax);
      for (const [index, token] of inner.entries())
        if (isKeyword(token, "CREATE")) for (const name of createdAt(inner, index)) created.add(name);
    } else for (const name of createdAt(tokens, 0)) created.add(name);
  }
  return [...created].toSorted();
}

/** The role that a CREATE ROLE at this place makes. */
function createdAt(tokens: readonly Token[], at: number): readonly string[] {
  const isRole = isKeyword(tokens[at], "CREATE") && isOneOf(tokens[at + 1], ["ROLE", "USER", "GROUP"]);
  return isRole && !isKeyword(tokens[at + 2], "MAPPING") ? listAt(tokens, at + 2).slice(0, 1) : [];
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
  const created = new Set(rolesCreated(statements));
  for (const statement of statements) {
    if (!mayNameRoles.test(statement)) continue;
    for (const name of rolesOf(significantTokens(statement, syntax))) named.add(name);
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
  [["CREATE", "USER", "MAPPING"], ["FOR"]],
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

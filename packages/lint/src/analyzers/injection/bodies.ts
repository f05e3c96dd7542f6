import type { ModelObject, SqlSyntax } from "@atlas/core";
import { isKeyword, significantTokens, type Token } from "@atlas/sql";
import { topLevel } from "../../statements/fills.ts";
import { splitList } from "../../statements/names.ts";
import { argumentTypes, type Scope, valueOf, variableName } from "./values.ts";

/** Names of the raw texts in the SQL that a body puts together and runs; empty: there are none. Never throws. */
export function rawTextsIn(object: ModelObject, body: string, syntax: SqlSyntax): readonly string[] {
  const isMysql = syntax.hashComments;
  if (!(isMysql ? /\b(?:PREPARE|IMMEDIATE)\b/i : /\bEXECUTE\b/i).test(body)) return [];
  const statements = statementsOf(significantTokens(body, syntax));
  const scope = scopeOf(object, statements, syntax);
  const names = statements.flatMap((statement) =>
    executed(statement, isMysql).flatMap((expression) => {
      const value = valueOf(expression, scope);
      return value.kind === "built" ? value.names : [];
    }),
  );
  return [...new Set(names)];
}

/** What stands between semicolons. */
function statementsOf(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const statements: Token[][] = [[]];
  for (const token of tokens) {
    if (token.kind === "symbol" && token.text === ";") statements.push([]);
    else statements.at(-1)?.push(token);
  }
  return statements;
}

/** The expressions whose text a statement runs. */
function executed(statement: readonly Token[], isMysql: boolean): readonly (readonly Token[])[] {
  return statement.flatMap((token, at) => {
    if (isMysql) {
      if (isKeyword(token, "EXECUTE") && isKeyword(statement[at + 1], "IMMEDIATE"))
        return [upTo(statement.slice(at + 2), ["USING"])];
      if (isKeyword(token, "FROM") && isKeyword(statement[at - 2], "PREPARE"))
        return [statement.slice(at + 1)];
      return [];
    }
    const next = statement[at + 1];
    // GRANT EXECUTE ON, and EXECUTE FUNCTION of triggers.
    const isOther = ["ON", "FUNCTION", "PROCEDURE"].some((word) => isKeyword(next, word));
    if (!isKeyword(token, "EXECUTE") || isOther) return [];
    return [upTo(statement.slice(at + 1), ["INTO", "USING", "LOOP"])];
  });
}

function upTo(tokens: readonly Token[], words: readonly string[]): readonly Token[] {
  const ends = words.flatMap((word) => topLevel(tokens, word) ?? []);
  return tokens.slice(0, Math.min(tokens.length, ...ends));
}

function scopeOf(object: ModelObject, statements: readonly (readonly Token[])[], syntax: SqlSyntax): Scope {
  const types = argumentTypes(object);
  const assigned = new Map<string, (readonly Token[])[]>();
  const assign = (target: Token | undefined, value: readonly Token[]): void => {
    if (!target) return;
    const name = variableName(target, syntax);
    const list = assigned.get(name);
    if (list) list.push(value);
    else assigned.set(name, [value]);
  };
  for (const statement of statements) {
    declare(statement, types, assign, syntax);
    for (const { target, value } of assignments(statement, syntax)) assign(target, value);
  }
  // What a caller gives is raw, whatever else is assigned to it.
  for (const name of argumentTypes(object).keys()) assigned.delete(name);
  return { syntax, types, assigned, found: new Map() };
}

/** `DECLARE v text := 'x'`, `v CONSTANT integer DEFAULT 1`, `DECLARE a, b INT DEFAULT 0`. */
function declare(
  statement: readonly Token[],
  types: Map<string, string>,
  assign: (target: Token | undefined, value: readonly Token[]) => void,
  syntax: SqlSyntax,
): void {
  const start = statement.findLastIndex((token) => isKeyword(token, "DECLARE")) + 1;
  const rest = statement.slice(start);
  const value = valueStart(rest);
  const head = rest.slice(0, value?.at ?? rest.length).filter((token) => !isKeyword(token, "CONSTANT"));
  const [name, type, ...more] = head;
  const isDeclaration =
    (name?.kind === "word" || name?.kind === "identifier") && type?.kind === "word" && more.length < 8;
  if (!isDeclaration) return;
  types.set(variableName(name, syntax), [type, ...more].map(({ text }) => text).join(" "));
  if (value) assign(name, rest.slice(value.next));
}

function valueStart(tokens: readonly Token[]): { readonly at: number; readonly next: number } | undefined {
  for (const [at, token] of tokens.entries()) {
    if (isKeyword(token, "DEFAULT")) return { at, next: at + 1 };
    if (token.text === ":" && tokens[at + 1]?.text === "=") return { at, next: at + 2 };
    if (token.text === "=" && at > 1) return { at, next: at + 1 };
  }
  return undefined;
}

interface Assignment {
  readonly target: Token | undefined;
  readonly value: readonly Token[];
}

/** `v := x`, `v = x`, `SET @v = x, @w = y`, `SELECT x INTO v`. */
function assignments(statement: readonly Token[], syntax: SqlSyntax): readonly Assignment[] {
  const set = statement.findIndex((token) => isKeyword(token, "SET"));
  if (set >= 0 && syntax.hashComments)
    return splitList(statement.slice(set + 1)).flatMap((part) => {
      const isLong = part[1]?.text === ":";
      return part[1]?.text === "=" || isLong ? [{ target: part[0], value: part.slice(isLong ? 3 : 2) }] : [];
    });
  const into = topLevel(statement, "INTO");
  const select = statement.findIndex((token) => isKeyword(token, "SELECT"));
  if (into !== undefined && select >= 0 && select < into) {
    const from = topLevel(statement, "FROM");
    const list = splitList(statement.slice(select + 1, Math.min(into, from ?? into)));
    const targets = splitList(upTo(statement.slice(into + 1), ["FROM", "WHERE"]));
    return targets.map((target, index) => ({
      target: target.find((token) => !isKeyword(token, "STRICT")),
      value: list[index] ?? [],
    }));
  }
  // Behind what a block begins with: BEGIN, THEN, ELSE, LOOP.
  const sign = statement.findIndex(
    (token, at) => token.text === "=" || (token.text === ":" && statement[at + 1]?.text === "="),
  );
  if (sign < 1) return [];
  const opens = ["BEGIN", "THEN", "ELSE", "LOOP", "DECLARE"];
  const before = statement[sign - 2];
  if (before && !opens.some((word) => isKeyword(before, word))) return [];
  const value = statement.slice(statement[sign]?.text === ":" ? sign + 2 : sign + 1);
  return [{ target: statement[sign - 1], value }];
}

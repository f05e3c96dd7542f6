import type { ModelObject, SqlSyntax } from "@atlas/core";
import { isKeyword, type Token } from "@atlas/sql";
import { topLevel, withoutParentheses } from "../../statements/fills.ts";
import { nameOf, splitList } from "../../statements/names.ts";

/**
 * What a value can do to the SQL that it becomes a part of.
 *
 * `safe` – nothing: a constant, a number, or a text that is escaped; `raw` – anything: a text that somebody else gives;
 * `built` – SQL that was put together with a raw text in it.
 */
export interface Value {
  readonly kind: "safe" | "raw" | "built";
  /** Names of the raw texts. */
  readonly names: readonly string[];
}

const safe: Value = { kind: "safe", names: [] };

/** What the code around an expression knows of its variables. */
export interface Scope {
  readonly syntax: SqlSyntax;
  /** Types of arguments and variables, by name; absent: not declared here. */
  readonly types: ReadonlyMap<string, string>;
  /** What is ever assigned to a variable. */
  readonly assigned: ReadonlyMap<string, readonly (readonly Token[])[]>;
  /** Values of variables that were asked for; one whose own value asks for it again counts as safe there. */
  readonly found: Map<string, Value>;
}

/** Types none of whose values can be read as anything but a value, and those that are written as quoted names. */
const harmlessTypes =
  /^(?:(?:tiny|small|medium|big)?int(?:eger)?\d?|numeric|decimal|dec|real|float\d?|double(?: precision)?|bool(?:ean)?|uuid|date|time|timetz|timestamp|timestamptz|datetime|year|interval|oid|bit|money|reg[a-z]+)\b/i;

/** Functions that escape what they are given, and values of the server. */
const escaping = new Set([
  "quote_ident",
  "quote_literal",
  "quote_nullable",
  "quote",
  "length",
  "char_length",
  "count",
  "hex",
  "to_hex",
  "md5",
]);

const constants = new Set([
  "NULL",
  "TRUE",
  "FALSE",
  "CURRENT_DATE",
  "CURRENT_TIME",
  "CURRENT_TIMESTAMP",
  "TG_OP",
]);

/** What an expression yields. Takes time in proportion to its tokens and their nesting, which is limited. */
export function valueOf(tokens: readonly Token[], scope: Scope, depth = 0): Value {
  // Nobody nests deeper, and what does is not read to its end.
  if (depth > 40) return safe;
  const inner = withoutParentheses(tokens);
  const deeper = depth + 1;
  const parts = concatenated(inner, scope.syntax);
  if (parts.length > 1) return joined(parts.map((part) => valueOf(part, scope, deeper)));
  const [first, second] = inner;
  if (!first) return safe;
  if (isKeyword(first, "CASE")) return worst(branches(inner).map((part) => valueOf(part, scope, deeper)));
  if (isKeyword(first, "SELECT")) {
    const list = inner.slice(1, topLevel(inner, "FROM") ?? inner.length);
    return worst(splitList(list).map((part) => valueOf(part, scope, deeper)));
  }
  const cast = inner.findLastIndex(({ text }) => text === "::");
  if (cast > 0) {
    const type = inner
      .slice(cast + 1)
      .map(({ text }) => text)
      .join(" ");
    return harmlessTypes.test(type) ? safe : valueOf(inner.slice(0, cast), scope, deeper);
  }
  if (inner.length === 1) return valueOfOne(first, scope, deeper);
  if (second?.text === "." && inner[3]?.text === "(") return valueOf(inner.slice(2), scope, deeper);
  if (second?.text === "(") return called(first, inner.slice(2, -1), scope, deeper);
  // A sum or a comparison is no text.
  if (inner.some(({ kind, text }) => kind === "symbol" && "+-*/%<>=".includes(text))) return safe;
  return { kind: "raw", names: [inner.map(({ text }) => text).join("")] };
}

function valueOfOne(token: Token, scope: Scope, depth: number): Value {
  if (token.kind === "string" || token.kind === "number" || token.kind === "symbol") return safe;
  if (token.kind === "word" && constants.has(token.text.toUpperCase())) return safe;
  const name = variableName(token, scope.syntax);
  const known = scope.found.get(name);
  if (known) return known;
  const type = scope.types.get(name);
  if (type !== undefined && harmlessTypes.test(type)) return safe;
  const sources = scope.assigned.get(name);
  if (!sources) return { kind: "raw", names: [token.text] };
  scope.found.set(name, safe);
  // A variable that takes a raw text over is as raw.
  const value = worst(sources.map((source) => valueOf(source, scope, depth)));
  const own: Value = value.kind === "raw" ? { kind: "raw", names: [token.text] } : value;
  scope.found.set(name, own);
  return own;
}

/** Under which name a variable is known: of MySQL's `@v` with its sign. */
export function variableName(token: Token, syntax: SqlSyntax): string {
  return token.kind === "parameter" ? token.text.toLowerCase() : nameOf(token, syntax).toLowerCase();
}

function called(name: Token, args: readonly Token[], scope: Scope, depth: number): Value {
  const called_ = variableName(name, scope.syntax);
  const list = splitList(args);
  if (escaping.has(called_)) return safe;
  if (called_ === "format") return formatted(list, scope, depth);
  if (called_ === "cast") {
    const as = topLevel(args, "AS") ?? args.length;
    const type = args
      .slice(as + 1)
      .map(({ text }) => text)
      .join(" ");
    return harmlessTypes.test(type) ? safe : valueOf(args.slice(0, as), scope, depth);
  }
  // MySQL has no function that quotes names: doubling the quotes is how it is done.
  if (called_ === "replace" && /^'(?:`|"|'')'$/.test(list[1]?.[0]?.text ?? "")) return safe;
  if (called_ === "if" && list.length === 3)
    return worst(list.slice(1).map((part) => valueOf(part, scope, depth)));
  const values = list.map((part) => valueOf(part, scope, depth));
  return called_ === "concat" || called_ === "concat_ws" ? joined(values) : worst(values);
}

/** `format('… %I %L %s', a, b, c)`: only `%s` puts a text in as it is. */
function formatted(
  [pattern = [], ...args]: readonly (readonly Token[])[],
  scope: Scope,
  depth: number,
): Value {
  const [text] = pattern;
  if (pattern.length !== 1 || text?.kind !== "string")
    return joined([pattern, ...args].map((part) => valueOf(part, scope, depth)));
  const found: Value[] = [];
  let next = 0;
  for (const [, position, letter] of text.text.matchAll(/%(?:(\d+)\$)?-?\d*([sIL%])/g)) {
    if (letter === "%") continue;
    if (position !== undefined) next = Number(position) - 1;
    const arg = args[next++];
    if (letter === "s" && arg) found.push(valueOf(arg, scope, depth));
  }
  return joined(found);
}

/** Put together: what is raw in it makes it built. */
function joined(values: readonly Value[]): Value {
  const names = values.flatMap((value) => (value.kind === "safe" ? [] : value.names));
  return names.length === 0 ? safe : { kind: "built", names: [...new Set(names)] };
}

/** One of them, nobody knows which. */
function worst(values: readonly Value[]): Value {
  return values.find(({ kind }) => kind === "built") ?? values.find(({ kind }) => kind === "raw") ?? safe;
}

/** The parts between `||` outside of parentheses; to MySQL that is OR. */
function concatenated(tokens: readonly Token[], syntax: SqlSyntax): readonly (readonly Token[])[] {
  if (syntax.hashComments) return [tokens];
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const [at, token] of tokens.entries()) {
    const isBar = (one: Token | undefined): boolean => one?.kind === "symbol" && one.text === "|";
    if (token.kind === "symbol" && token.text === "(") depth++;
    else if (token.kind === "symbol" && token.text === ")") depth--;
    if (depth === 0 && isBar(token) && isBar(tokens[at - 1])) continue;
    if (depth === 0 && isBar(token) && isBar(tokens[at + 1])) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

/** What stands behind THEN and ELSE. */
function branches(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const found: Token[][] = [];
  let isIn = false;
  for (const token of tokens.slice(1)) {
    if (isKeyword(token, "THEN") || isKeyword(token, "ELSE")) {
      found.push([]);
      isIn = true;
    } else if (isKeyword(token, "WHEN") || isKeyword(token, "END")) isIn = false;
    else if (isIn) found.at(-1)?.push(token);
  }
  return found;
}

/** Types of a routine's arguments, under their names and PostgreSQL's `$1`. */
export function argumentTypes({ arguments: list = [] }: ModelObject): Map<string, string> {
  return new Map(
    list.flatMap(({ name, type }, index) => [
      [name.toLowerCase(), type] as const,
      [`$${index + 1}`, type] as const,
    ]),
  );
}

import { isKeyword, type Token, tokenize, withoutTerminator } from "@atlas/sql";
import type { CatalogRow, CatalogRows } from "../kind.ts";
import { ident, syntax } from "../text.ts";

/** Stored code whose text `SHOW CREATE` gives as it was written. */
export interface ShownName {
  readonly type: "FUNCTION" | "PROCEDURE" | "TRIGGER" | "EVENT";
  readonly schema: string;
  readonly name: string;
}

/**
 * Whether the text of a body in the information schema may differ from what was written: it takes escapes out of
 * literals and leaves out their introducers.
 */
export function mayLie(body: string): boolean {
  return /['"\\]/.test(body);
}

export function shownQuery({ type, schema, name }: ShownName): {
  readonly name: string;
  readonly sql: () => string;
} {
  return {
    name: queryName({ type, schema, name }),
    sql: () => `SHOW CREATE ${type} ${ident(schema)}.${ident(name)}`,
  };
}

function queryName({ type, schema, name }: ShownName): string {
  return `show create ${JSON.stringify([type, schema, name])}`;
}

/** The statement that `SHOW CREATE` gave; `undefined`: it was not asked, or we may not see it. */
export function shownStatement(rows: CatalogRows, name: ShownName): string | undefined {
  const [row] = rows.get(queryName(name)) ?? [];
  return row && statementIn(row);
}

/** Its column is called after the kind of object. */
function statementIn(row: CatalogRow): string | undefined {
  const entry = Object.entries(row).find(([key]) => /^(?:create |sql original)/i.test(key));
  return entry?.[1] ?? undefined;
}

/** The body at the end of a CREATE statement as the server shows it; `undefined`: there is none to be found. */
export function bodyIn(statement: string, type: ShownName["type"]): string | undefined {
  const tokens = tokenize(statement, syntax);
  if (type === "TRIGGER") return bodyOfTrigger(tokens);
  if (type === "EVENT") return textBehind(tokens, indexOfWord(tokens, "DO"));
  const list = argumentList(tokens);
  if (!list) return undefined;
  const lineEnd = tokens.findIndex(
    ({ kind, text }, index) => index >= list.end && kind === "space" && text.includes("\n"),
  );
  const line = tokens[lineEnd];
  return line && bodyBehindCharacteristics(statement.slice(line.start + line.text.indexOf("\n") + 1));
}

/** The body without what ends the statement: of several sent at once MySQL takes it along. */
export function settledBody(text: string): string {
  return withoutTerminator(text);
}

/** The tokens between the parentheses behind the name of a routine. */
export function argumentTokens(statement: string): readonly Token[] {
  const tokens = tokenize(statement, syntax);
  const list = argumentList(tokens);
  return list ? tokens.slice(list.start + 1, list.end) : [];
}

function argumentList(
  tokens: readonly Token[],
): { readonly start: number; readonly end: number } | undefined {
  const start = tokens.findIndex(({ kind, text }) => kind === "symbol" && text === "(");
  if (start < 0) return undefined;
  let depth = 0;
  for (let index = start; index < tokens.length; index++) {
    const token = tokens[index];
    if (token?.kind !== "symbol") continue;
    if (token.text === "(") depth++;
    else if (token.text === ")" && --depth === 0) return { start, end: index };
  }
  return undefined;
}

const characteristic =
  /^ {4}(?:LANGUAGE SQL|NO SQL|CONTAINS SQL|READS SQL DATA|MODIFIES SQL DATA|(?:NOT )?DETERMINISTIC|SQL SECURITY (?:INVOKER|DEFINER)|COMMENT '[^'\\]*(?:(?:''|\\[^])[^'\\]*)*')\n/;

/** Each stands in a line of its own, with four blanks before it; a body starts with none. */
function bodyBehindCharacteristics(text: string): string {
  let rest = text;
  for (let match = characteristic.exec(rest); match; match = characteristic.exec(rest))
    rest = rest.slice(match[0].length);
  return rest;
}

function bodyOfTrigger(tokens: readonly Token[]): string | undefined {
  const words = tokens
    .map((token, index) => ({ token, index }))
    .filter(({ token }) => token.kind !== "space" && token.kind !== "comment");
  const each = words.findIndex(
    ({ token }, at) =>
      isKeyword(token, "FOR") &&
      isKeyword(words[at + 1]?.token, "EACH") &&
      isKeyword(words[at + 2]?.token, "ROW"),
  );
  if (each < 0) return undefined;
  const next = words[each + 3]?.token;
  const isOrdered = isKeyword(next, "FOLLOWS") || isKeyword(next, "PRECEDES");
  return textBehind(tokens, words[each + (isOrdered ? 4 : 2)]?.index ?? -1);
}

function indexOfWord(tokens: readonly Token[], word: string): number {
  return tokens.findIndex((token) => isKeyword(token, word));
}

function textBehind(tokens: readonly Token[], index: number): string | undefined {
  if (index < 0) return undefined;
  return tokens
    .slice(index + 1)
    .map(({ text }) => text)
    .join("")
    .trimStart();
}

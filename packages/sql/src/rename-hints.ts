import type { RenameHint, SqlSyntax } from "@atlas/core";
import { isKeyword, type Token, tokenize } from "./tokens.ts";

const directive = /^(?:--|#|\/\*)\s*atlas:renamed_from\s+(\S.*)$/s;

/** Words that may stand between CREATE and what is created. */
const modifiers = new Set(["UNLOGGED", "UNIQUE", "TEMP", "TEMPORARY", "FOREIGN", "OR", "REPLACE"]);

/**
 * What the comments `-- atlas:renamed_from old` of an SQL text say: each speaks of the statement, the column or the
 * constraint that comes right behind it. The old name is written as in SQL, in quotes where it needs them.
 */
export function renameHints(text: string, syntax: SqlSyntax): readonly RenameHint[] {
  if (!text.includes("atlas:renamed_from")) return [];
  const hints: RenameHint[] = [];
  let said: string | undefined;
  /** The significant tokens of the statement so far. */
  let statement: Token[] = [];
  /** Whether a parenthesis was opened in it. */
  let isBegun = false;
  for (const token of tokenize(text, syntax)) {
    if (token.kind === "space") continue;
    if (token.kind === "comment") {
      const name = directive.exec(token.text)?.[1]?.replace(/\*\/$/, "").trim();
      if (name) said = name;
      continue;
    }
    if (token.text === ";") {
      const hint = said === undefined ? undefined : hintAt(statement, said, true);
      if (hint) hints.push(hint);
      statement = [];
      isBegun = false;
      said = undefined;
      continue;
    }
    if (said !== undefined && statement.length > 0) {
      const hint = isBegun ? partHint(statement, token, said) : undefined;
      if (hint) {
        hints.push(hint);
        said = undefined;
      } else if (isBegun && !isKeyword(token, "CONSTRAINT") && !isKeyword(statement.at(-1), "CONSTRAINT")) {
        const whole = hintAt(statement, said, false);
        if (whole) hints.push(whole);
        said = undefined;
      }
    }
    statement.push(token);
    isBegun ||= token.text === "(";
    if (said !== undefined && token.text === "(") {
      const whole = hintAt(statement, said, false);
      if (whole) {
        hints.push(whole);
        said = undefined;
      }
    }
  }
  return hints;
}

/** Of a part inside CREATE TABLE (…): the token right behind the comment begins it. */
function partHint(before: readonly Token[], last: Token, said: string): RenameHint | undefined {
  const table = createdIn(before);
  if (table?.kind !== "table" || (last.kind !== "word" && last.kind !== "identifier")) return undefined;
  if (isKeyword(last, "CONSTRAINT")) return undefined;
  const kind = isKeyword(before.at(-1), "CONSTRAINT") ? "constraint" : "column";
  return {
    kind,
    ...(table.schema !== undefined && { schema: table.schema }),
    table: table.name,
    name: nameOf(last),
    from: nameOfText(said),
  };
}

/** Of the statement itself: of a table or an index. */
function hintAt(statement: readonly Token[], said: string, isWhole: boolean): RenameHint | undefined {
  const made = createdIn(statement);
  if (!made || (!isWhole && statement.at(-1)?.text !== "(")) return undefined;
  return {
    kind: made.kind,
    ...(made.schema !== undefined && { schema: made.schema }),
    ...(made.table !== undefined && { table: made.table }),
    name: made.name,
    from: nameOfText(said),
  };
}

interface Created {
  readonly kind: "table" | "index";
  readonly schema?: string;
  readonly table?: string;
  readonly name: string;
}

/** `CREATE TABLE s.t (`, `CREATE UNIQUE INDEX i ON s.t (`. */
function createdIn(statement: readonly Token[]): Created | undefined {
  let at = 0;
  if (!isKeyword(statement[at++], "CREATE")) return undefined;
  while (modifiers.has(statement[at]?.text.toUpperCase() ?? "")) at++;
  const kind = isKeyword(statement[at], "TABLE")
    ? "table"
    : isKeyword(statement[at], "INDEX")
      ? "index"
      : undefined;
  if (kind === undefined) return undefined;
  at++;
  while (["CONCURRENTLY", "IF", "NOT", "EXISTS"].some((word) => isKeyword(statement[at], word))) at++;
  const first = pathAt(statement, at);
  if (!first) return undefined;
  if (kind === "table") return { kind, ...first.path };
  at = first.next;
  if (!isKeyword(statement[at++], "ON")) return undefined;
  if (isKeyword(statement[at], "ONLY")) at++;
  const table = pathAt(statement, at)?.path;
  return (
    table && {
      kind,
      ...(table.schema !== undefined && { schema: table.schema }),
      table: table.name,
      name: first.path.name,
    }
  );
}

function pathAt(
  tokens: readonly Token[],
  at: number,
): { readonly path: { readonly schema?: string; readonly name: string }; readonly next: number } | undefined {
  const [first, dot, second] = tokens.slice(at, at + 3);
  if (!isName(first)) return undefined;
  if (dot?.text === "." && isName(second))
    return { path: { schema: nameOf(first), name: nameOf(second) }, next: at + 3 };
  return { path: { name: nameOf(first) }, next: at + 1 };
}

function isName(token: Token | undefined): token is Token {
  return token?.kind === "word" || token?.kind === "identifier";
}

function nameOf({ kind, text }: Token): string {
  return kind === "identifier" ? nameOfText(text) : text;
}

/** A name out of its quotes. In which case a server keeps one without quotes is not known here. */
function nameOfText(text: string): string {
  const quoted = /^(["`])([^]*)\1$/.exec(text) ?? /^(\[)([^]*)\]$/.exec(text);
  if (!quoted) return text;
  const [, quote = "", inner = ""] = quoted;
  return inner.replaceAll(quote + quote, quote);
}

import { significantTokens, type Token } from "@atlas/sql";
import { unwrapped } from "../script-words.ts";
import { syntax } from "../text.ts";

/** What of the catalog a statement about a table or index makes another, so that changes of others can be told from its own. */
export interface Touched {
  readonly table: QualifiedName;
  /** What comes, goes, or gets another name or definition. */
  readonly columns: readonly string[];
  readonly indexes: readonly string[];
  readonly constraints: readonly string[];
  /** The name that the table gets. */
  readonly renamed: readonly string[];
  /** Something of what is named comes or goes: that it is there, or not, tells all. */
  readonly isEvident: boolean;
  /** It says something of the table as a whole: of its engine, character set, comment or partitions. */
  readonly isOfTable: boolean;
}

export interface QualifiedName {
  /** Absent: the session's own. */
  readonly schema?: string;
  readonly name: string;
}

/** What a statement makes, changes or drops; `undefined`: it has no name, or several. */
export function subjectOf(statement: string): (QualifiedName & { readonly kind: string }) | undefined {
  const tokens = significantTokens(unwrapped(statement), syntax);
  const kinds = /^(?:TABLE|INDEX|VIEW|TRIGGER|PROCEDURE|FUNCTION|EVENT|SEQUENCE)$/;
  const at = tokens.findIndex(({ kind, text }) => kind === "word" && kinds.test(text.toUpperCase()));
  const kind = tokens[at]?.text.toUpperCase();
  if (kind === undefined) return undefined;
  const found = nameAt(tokens, afterCondition(tokens, at + 1));
  return found && { kind, ...found.name };
}

/** @returns `undefined` for a statement that is not understood to its end. */
export function touchedBy(statement: string): Touched | undefined {
  const tokens = significantTokens(unwrapped(statement), syntax);
  const ofIndex = touchedByIndex(tokens);
  if (ofIndex) return ofIndex;
  const table = tokens.findIndex((token) => is(token, "TABLE"));
  if (!is(tokens[0], "ALTER") || table < 0 || table > 2) return undefined;
  const found = nameAt(tokens, afterCondition(tokens, table + 1));
  if (!found) return undefined;
  const touched = {
    columns: [] as string[],
    indexes: [] as string[],
    constraints: [] as string[],
    renamed: [] as string[],
    isEvident: false,
    isOfTable: false,
  };
  for (const clause of clausesOf(tokens.slice(found.end))) if (!take(clause, touched)) return undefined;
  return { table: found.name, ...touched };
}

/** `CREATE UNIQUE INDEX i USING BTREE ON t (a)`, `DROP INDEX i ON t`. */
function touchedByIndex(tokens: readonly Token[]): Touched | undefined {
  const at = tokens.findIndex((token) => is(token, "INDEX"));
  if (at < 1 || at > 4 || !["CREATE", "DROP"].some((verb) => is(tokens[0], verb))) return undefined;
  const index = nameAt(tokens, afterCondition(tokens, at + 1));
  const on = tokens.findIndex((token, place) => place > at + 1 && is(token, "ON"));
  const table = on < 0 ? undefined : nameAt(tokens, on + 1);
  if (!index || !table) return undefined;
  const none = { columns: [], constraints: [], renamed: [], isOfTable: false };
  return { ...none, table: table.name, indexes: [index.name.name], isEvident: true };
}

interface Collected {
  readonly columns: string[];
  readonly indexes: string[];
  readonly constraints: string[];
  readonly renamed: string[];
  isEvident: boolean;
  isOfTable: boolean;
}

/** @returns whether the clause is understood. */
function take(clause: readonly Token[], into: Collected): boolean {
  const [verb = "", what = ""] = clause.map(({ kind, text }) =>
    kind === "word" ? text.toUpperCase() : text,
  );
  const named = (at: number): string | undefined => {
    const token = clause[afterCondition(clause, at)];
    return token && valueOf(token);
  };
  const last = clause.at(-1);
  const put = (list: string[], isEvident: boolean, ...names: readonly (string | undefined)[]): boolean => {
    if (names.some((name) => name === undefined)) return false;
    // None is missing, as was just seen.
    list.push(...names.filter((name) => name !== undefined));
    into.isEvident ||= isEvident;
    return true;
  };
  const behindTo = (): string | undefined => {
    const to = clause.findIndex((token) => is(token, "TO"));
    return to < 0 ? undefined : named(to + 1);
  };
  switch (verb) {
    case "ALGORITHM":
    case "LOCK":
      return true;
    case "ADD":
      if (what === "COLUMN") return put(into.columns, true, named(2));
      if (/^(?:INDEX|KEY)$/.test(what)) return put(into.indexes, true, named(2));
      if (/^(?:UNIQUE|FULLTEXT|SPATIAL|VECTOR)$/.test(what))
        return put(into.indexes, true, named(/^(?:INDEX|KEY)$/i.test(clause[2]?.text ?? "") ? 3 : 2));
      if (what === "PRIMARY") return put(into.indexes, true, "PRIMARY");
      if (what === "CONSTRAINT") {
        const word = clause[3]?.text.toUpperCase() ?? "";
        if (word === "PRIMARY") return put(into.indexes, true, "PRIMARY");
        return put(word === "UNIQUE" ? into.indexes : into.constraints, true, named(2));
      }
      if (what === "PARTITION") return (into.isOfTable = true);
      if (/^(?:FOREIGN|CHECK|PERIOD|SYSTEM|\()$/.test(what)) return false;
      return put(into.columns, true, named(1));
    case "DROP":
      if (what === "COLUMN") return put(into.columns, true, named(2));
      if (/^(?:INDEX|KEY)$/.test(what)) return put(into.indexes, true, named(2));
      if (what === "PRIMARY") return put(into.indexes, true, "PRIMARY");
      if (what === "FOREIGN") return put(into.constraints, true, named(3));
      if (/^(?:CONSTRAINT|CHECK)$/.test(what)) return put(into.constraints, true, named(2));
      if (what === "PARTITION") return (into.isOfTable = true);
      if (/^(?:PERIOD|SYSTEM)$/.test(what)) return false;
      return put(into.columns, true, named(1));
    case "MODIFY":
      return put(into.columns, false, named(what === "COLUMN" ? 2 : 1));
    case "ALTER":
      if (/^(?:INDEX|KEY)$/.test(what)) return put(into.indexes, false, named(2));
      if (/^(?:CONSTRAINT|CHECK)$/.test(what)) return put(into.constraints, false, named(2));
      return put(into.columns, false, named(what === "COLUMN" ? 2 : 1));
    case "CHANGE": {
      const at = afterCondition(clause, what === "COLUMN" ? 2 : 1);
      const [from, to] = [named(at), named(at + 1)];
      return put(into.columns, from?.toLowerCase() !== to?.toLowerCase(), from, to);
    }
    case "RENAME":
      if (what === "COLUMN") return put(into.columns, true, named(2), behindTo());
      if (/^(?:INDEX|KEY)$/.test(what)) return put(into.indexes, true, named(2), behindTo());
      return put(into.renamed, true, last && valueOf(last));
    default:
      return (into.isOfTable = true);
  }
}

function clausesOf(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const clauses: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.text === "(") depth++;
    else if (token.text === ")") depth--;
    if (depth === 0 && token.text === ",") clauses.push([]);
    else if (token.text !== ";") clauses.at(-1)?.push(token);
  }
  return clauses.filter((clause) => clause.length > 0);
}

/** Behind `IF [NOT] EXISTS`, where it stands here. */
function afterCondition(tokens: readonly Token[], at: number): number {
  if (!is(tokens[at], "IF")) return at;
  return at + (is(tokens[at + 1], "NOT") ? 3 : 2);
}

function nameAt(
  tokens: readonly Token[],
  at: number,
): { readonly name: QualifiedName; readonly end: number } | undefined {
  const [token, , third] = tokens.slice(at, at + 3);
  const first = token && valueOf(token);
  if (first === undefined) return undefined;
  if (tokens[at + 1]?.text !== ".") return { name: { name: first }, end: at + 1 };
  const second = third && valueOf(third);
  return second === undefined ? undefined : { name: { schema: first, name: second }, end: at + 3 };
}

/** The name that a token stands for, in double quotes under ANSI_QUOTES; `undefined`: it is none. */
function valueOf({ kind, text }: Token): string | undefined {
  if (kind === "word") return text;
  if (kind === "identifier") return text.slice(1, -1).replaceAll("``", "`");
  return kind === "string" && text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : undefined;
}

function is(token: Token | undefined, keyword: string): boolean {
  return token?.kind === "word" && token.text.toUpperCase() === keyword;
}

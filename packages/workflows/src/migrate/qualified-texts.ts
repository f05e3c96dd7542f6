import type { Dialect, Ref, SqlSyntax, State, Step } from "@atlas/core";
import { significantTokens, type Token } from "@atlas/sql";

/** Names of a schema that a text may use without saying the schema. */
interface Names {
  readonly relations: ReadonlySet<string>;
  readonly routines: ReadonlySet<string>;
}

export interface QualifiedSteps {
  readonly steps: readonly Step[];
  /** Comments of steps with texts that name what is in the schema and could not be changed for sure. */
  readonly left: readonly string[];
}

/**
 * Puts a qualifier into texts of the server, such as the query of a view: before tables behind FROM and JOIN, before
 * functions that are called, before types, and into names of sequences. Bodies in quotes stay as they are.
 *
 * @param steps - of states that are qualified already where they are no text.
 * @param states - before and after, not qualified.
 */
export function qualifiedTexts(
  steps: readonly Step[],
  states: readonly State[],
  qualifier: string,
  { kinds, syntax }: Pick<Dialect, "kinds" | "syntax">,
): QualifiedSteps {
  const left: string[] = [];
  const all = namesOf(
    states.flatMap(({ objects }) => objects).map(({ kind, schema, name }) => ({ kind, schema, name })),
  );
  const requiredBy = (step: Step): Names => {
    const names = new Set(step.sources.map(({ subject }) => subject.table ?? subject.name));
    const objects = states.flatMap((state) => state.objects.filter(({ name }) => names.has(name)));
    return namesOf(
      objects.flatMap((object) => kinds.find(({ name }) => name === object.kind)?.requires(object) ?? []),
    );
  };
  const changed = steps.map((step): Step => {
    const names = requiredBy(step);
    const inText = (sql: string): string => qualifiedText(sql, names, qualifier, syntax);
    const sql = inText(step.sql);
    if (namesUnqualified(sql, names, all, syntax)) left.push(step.comment);
    return { ...step, sql, undo: step.undo.map(inText) };
  });
  return { steps: changed, left };
}

function namesOf(refs: readonly Ref[]): Names {
  const own = refs.filter(({ schema }) => schema === "");
  const isRoutine = ({ kind, name }: Ref): boolean => name.includes("(") || kind === "function";
  return {
    relations: new Set(own.filter((ref) => !isRoutine(ref)).map(({ table, name }) => table ?? name)),
    routines: new Set(own.filter(isRoutine).map(({ name }) => name.replace(/\(.*$/s, ""))),
  };
}

function qualifiedText(sql: string, names: Names, qualifier: string, syntax: SqlSyntax): string {
  if (names.relations.size + names.routines.size === 0) return sql;
  const quote = syntax.identifierQuotes.includes("`") ? "`" : '"';
  const prefix = `${quote}${qualifier.replaceAll(quote, quote + quote)}${quote}.`;
  let text = "";
  let end = 0;
  for (const { start, inside } of mentions(sql, names, syntax)) {
    text += sql.slice(end, start) + (inside ? `${qualifier}.` : prefix);
    end = start;
  }
  return text + sql.slice(end);
}

/** A name without a schema. */
interface Mention {
  /** Where the schema goes, in UTF-16 units. */
  readonly start: number;
  /** It stands in a literal: `nextval('a_seq'::regclass)`. */
  readonly inside: boolean;
}

/** Behind these a comma is none of a list of tables. */
const endOfFrom = new Set([
  "SELECT",
  "SET",
  "VALUES",
  "WHERE",
  "GROUP",
  "ORDER",
  "HAVING",
  "LIMIT",
  "UNION",
  "INTERSECT",
  "EXCEPT",
  "WINDOW",
]);

/** Names in places where nothing but a table or a function can stand. */
function mentions(sql: string, { relations, routines }: Names, syntax: SqlSyntax): readonly Mention[] {
  const tokens = significantTokens(sql, syntax);
  const own = commonTables(tokens);
  const found: Mention[] = [];
  /** One for each open parenthesis: whether a list of tables goes on there. */
  const lists = [false];
  let expectsTable = false;
  for (const [at, token] of tokens.entries()) {
    const next = tokens[at + 1];
    const word = token.kind === "word" ? token.text.toUpperCase() : "";
    if (token.text === "(" && token.kind === "symbol") {
      lists.push(expectsTable);
      continue;
    }
    const wasExpected = expectsTable;
    expectsTable = false;
    if (token.text === ")" && token.kind === "symbol") lists.pop();
    else if (token.text === "," && lists.at(-1)) expectsTable = true;
    else if (word === "JOIN" || (word === "FROM" && isClause(tokens, at))) {
      expectsTable = true;
      lists[lists.length - 1] = true;
    } else if (wasExpected && (word === "ONLY" || word === "LATERAL")) expectsTable = true;
    else if (endOfFrom.has(word)) lists[lists.length - 1] = false;
    else if (token.kind === "string") {
      const name = nameIn(token.text);
      const isSequence = next?.text === "::" && tokens[at + 2]?.text.toLowerCase() === "regclass";
      if (isSequence && name !== undefined && relations.has(name))
        found.push({ start: token.start + 1, inside: true });
    } else if (isName(token) && tokens[at - 1]?.text !== "." && next?.text !== ".") {
      const name = nameOf(token);
      const isCall = next?.text === "(";
      const isTable = wasExpected && !own.has(name);
      if (isCall ? routines.has(name) : relations.has(name) && (isTable || isType(tokens, at, syntax)))
        found.push({ start: token.start, inside: false });
    }
  }
  return found;
}

/** `extract(year FROM x)` and `IS DISTINCT FROM x` have no tables there. */
function isClause(tokens: readonly Token[], from: number): boolean {
  if (tokens[from - 1]?.text.toUpperCase() === "DISTINCT") return false;
  for (let at = from - 1, depth = 0; at >= 0; at--) {
    const text = tokens[at]?.text;
    if (text === ")") depth++;
    else if (text === "(" && depth-- === 0) return /^(?:select|with)$/i.test(tokens[at + 1]?.text ?? "");
  }
  return true;
}

/** Names of `WITH a AS (…)`, which hide tables. */
function commonTables(tokens: readonly Token[]): ReadonlySet<string> {
  return new Set(
    tokens.flatMap((token, at) => {
      const isMade = /^as$/i.test(tokens[at + 1]?.text ?? "");
      const behind = tokens.slice(at + 2, at + 5).map(({ text }) => text.toUpperCase());
      const body = behind.filter((text) => text !== "NOT" && text !== "MATERIALIZED")[0];
      return isName(token) && isMade && body === "(" ? [nameOf(token)] : [];
    }),
  );
}

/** Behind the name of a column or argument, a cast, and the like: `"state" "mood"`, `'x'::mood`. */
function isType(tokens: readonly Token[], at: number, { identifierQuotes }: SqlSyntax): boolean {
  // MySQL writes aliases like that, and has no types of its own.
  if (identifierQuotes.includes("`")) return false;
  const [token, before] = [tokens[at], tokens[at - 1]];
  if (before?.text === "::") return true;
  const isDomain = tokens[1]?.text.toUpperCase() === "DOMAIN";
  if (before?.kind === "word")
    return (isDomain ? /^AS$/i : /^(?:RETURNS|TYPE)$/i).test(before.text) && at > 2;
  return token?.kind === "identifier" && before?.kind === "identifier";
}

/** Whether a text still uses names without their schema, where nobody can tell what they stand for. */
function namesUnqualified(sql: string, names: Names, all: Names, syntax: SqlSyntax): boolean {
  if (mentions(sql, names, syntax).length > 0) return true;
  const tokens = significantTokens(sql, syntax);
  const own = commonTables(tokens);
  if ([...own].some((name) => names.relations.has(name))) return true;
  return tokens.some(({ kind, text }) => {
    const body = kind === "string" ? /^(\$\w*\$)([^]*)\1$/.exec(text)?.[2] : undefined;
    return body !== undefined && namesUnqualifiedInBody(body, all, syntax);
  });
}

function namesUnqualifiedInBody(body: string, { relations, routines }: Names, syntax: SqlSyntax): boolean {
  const tokens = significantTokens(body, syntax);
  return tokens.some((token, at) => {
    if (!isName(token) || tokens[at - 1]?.text === ".") return false;
    const before = tokens[at - 1]?.text.toUpperCase() ?? "";
    const isTable = ["FROM", "JOIN", "INTO", "UPDATE", "TABLE", ","].includes(before);
    return (
      (isTable && relations.has(nameOf(token))) ||
      (tokens[at + 1]?.text === "(" && routines.has(nameOf(token)))
    );
  });
}

function isName({ kind }: Token): boolean {
  return kind === "word" || kind === "identifier";
}

function nameOf({ kind, text }: Token): string {
  if (kind !== "identifier") return text;
  const quote = text.slice(0, 1);
  return text.slice(1, -1).replaceAll(quote + quote, quote);
}

/** The one name that a literal holds. */
function nameIn(literal: string): string | undefined {
  const text = literal.slice(1, -1).replaceAll("''", "'");
  return /^"[^"]+"$/.test(text) ? text.slice(1, -1) : /^[a-z_]\w*$/.test(text) ? text : undefined;
}

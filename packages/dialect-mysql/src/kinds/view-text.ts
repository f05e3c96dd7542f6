import type { Ref } from "@atlas/core";
import { type Token, tokenize } from "@atlas/sql";
import { ident, syntax } from "../text.ts";

/** A query as the server writes it, with the names in it settled. */
export interface ViewText {
  readonly definition: string;
  /** Relations and stored functions that it speaks of, by what the catalog calls their schema. */
  readonly relations: readonly CatalogName[];
  readonly functions: readonly CatalogName[];
  /** Columns of these relations, as far as the text tells whose they are. */
  readonly columns: readonly (CatalogName & { readonly column: string })[];
}

export interface CatalogName {
  readonly schema: string;
  readonly name: string;
}

export interface ViewNames {
  /** The schema of the view: unqualified functions lie in it. */
  readonly schema: string;
  /** Names of this schema lose their qualifier; `null`: every name keeps it or gets one. */
  readonly bound: string | null;
  /** Whether a function of that name is stored there. */
  isFunction(schema: string, name: string): boolean;
}

interface Chain {
  readonly names: readonly string[];
  readonly start: number;
  readonly end: number;
  readonly position: "relation" | "call" | "value";
}

/**
 * Reads the text of a view in the catalog, where the server qualifies tables with their schema and leaves functions
 * of the view's own as they are. Literals are left alone, and so is an alias with the name of a schema.
 */
export function readViewText(text: string, names: ViewNames): ViewText {
  const relations: CatalogName[] = [];
  const functions: CatalogName[] = [];
  const columns: (CatalogName & { readonly column: string })[] = [];
  let definition = "";
  let at = 0;
  for (const chain of chainsOf(text)) {
    const [first = "", second = "", third] = chain.names;
    const prefix = (schema: string): string => (schema === names.bound ? "" : `${ident(schema)}.`);
    let replaced: string | undefined;
    if (chain.names.length === 3 && third !== undefined) {
      columns.push({ schema: first, name: second, column: third });
      if (first === names.bound) replaced = `${ident(second)}.${ident(third)}`;
    } else if (chain.names.length === 2 && chain.position !== "value") {
      (chain.position === "call" ? functions : relations).push({ schema: first, name: second });
      if (first === names.bound) replaced = ident(second);
    } else if (
      chain.names.length === 1 &&
      chain.position === "call" &&
      names.isFunction(names.schema, first)
    ) {
      functions.push({ schema: names.schema, name: first });
      replaced = `${prefix(names.schema)}${ident(first)}`;
    }
    if (replaced === undefined) continue;
    definition += text.slice(at, chain.start) + replaced;
    at = chain.end;
  }
  return { definition: definition + text.slice(at), relations, functions, columns };
}

/** Functions in whose arguments FROM stands for something else. */
const fromInside: ReadonlySet<string> = new Set(["extract", "trim", "substring", "substr", "position"]);
const relationWords: ReadonlySet<string> = new Set(["from", "join", "straight_join"]);
/** Functions whose argument is a sequence. */
const sequenceCalls: ReadonlySet<string> = new Set(["nextval", "lastval", "setval"]);

/** Quoted names, with those they are qualified by, and where they stand. */
function* chainsOf(text: string): Generator<Chain> {
  const tokens = tokenize(text, syntax).filter(({ kind }) => kind !== "space" && kind !== "comment");
  /** The words or names before the parentheses that are open, in lower case. */
  const calls: string[] = [];
  /** A table stands next. */
  let expects = false;
  let previous: Token | undefined;
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index];
    if (!token) break;
    if (token.text === "(") {
      // What a join opens starts with a table, too.
      calls.push(previous && previous.kind !== "symbol" ? nameOf(previous).toLowerCase() : "");
    } else if (token.text === ")") {
      calls.pop();
      expects = false;
    } else if (token.kind === "word") {
      const word = token.text.toLowerCase();
      expects = relationWords.has(word) && !(word === "from" && fromInside.has(calls.at(-1) ?? ""));
    } else if (token.kind === "identifier") {
      const chain = [token];
      while (tokens[index + 1]?.text === "." && tokens[index + 2]?.kind === "identifier") {
        // Both are there, as just seen.
        chain.push(tokens[index + 2] as Token);
        index += 2;
      }
      previous = chain.at(-1) ?? token;
      const isCall = tokens[index + 1]?.text === "(" && !expects;
      yield {
        names: chain.map(nameOf),
        start: token.start,
        end: previous.end,
        position: expects || sequenceCalls.has(calls.at(-1) ?? "") ? "relation" : isCall ? "call" : "value",
      };
      expects = false;
      continue;
    } else expects = false;
    previous = token;
  }
}

function nameOf({ kind, text }: Token): string {
  return kind === "identifier" ? text.slice(1, -1).replaceAll("``", "`") : text;
}

/** A ref to each, once; `kindOf` says what a relation is. */
export function refsOf(
  names: readonly CatalogName[],
  kindOf: (name: CatalogName) => string,
  schemaName: (catalogName: string) => string,
): readonly Ref[] {
  const byKey = new Map<string, Ref>();
  for (const each of names) {
    const ref = { kind: kindOf(each), schema: schemaName(each.schema), name: each.name };
    byKey.set(JSON.stringify([ref.kind, ref.schema, ref.name]), ref);
  }
  return [...byKey.values()];
}

import type { Ref } from "@atlas/core";
import { type CatalogQuery, type CatalogRows, rowsOf } from "./kind.ts";
import { inScope } from "./kinds/catalog-text.ts";

interface FunctionRow {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly string[];
}

/** The columns of what functions give rows of: a table, view or composite type. */
export const functionRowsQuery: CatalogQuery = {
  name: "rows of functions",
  when: `EXISTS (SELECT FROM pg_catalog.pg_proc f JOIN pg_catalog.pg_type t ON t.oid = f.prorettype
    WHERE f.oid >= 16384 AND t.typtype = 'c')`,
  sql: () => `SELECT n.nspname::text AS schema, p.proname::text AS name,
      ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum) AS columns
    FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace AND ${inScope}
    JOIN pg_catalog.pg_type t ON t.oid = p.prorettype AND t.typtype = 'c'
    ORDER BY 1, 2`,
};

/** The columns that functions of a name give: a list for each of them. */
export type FunctionRows = (name: string) => readonly (readonly string[])[];

export function readFunctionRows(rows: CatalogRows): FunctionRows {
  const byName = Map.groupBy(rowsOf<FunctionRow>(rows, functionRowsQuery), ({ name }) => name);
  return (name) => (byName.get(name) ?? []).map(({ columns }) => columns);
}

/**
 * The text of a query without names that it gives to the columns of a function, where these have them anyhow, or where
 * it never speaks of them and they are the last.
 *
 * A call of a function that gives rows of a table is shown with the columns that the table had: `f() e(id, word)`. Read
 * again, it counts them, in whatever order the table has them now, and is shown with those that came meanwhile: without
 * this, a view would not equal its copy, or mistake one column for another.
 *
 * @param uses - what the query depends on: only its functions are looked at, none of the system.
 */
export function withoutIdleAliases(
  query: string,
  uses: readonly Ref[],
  rowsOfFunction: FunctionRows,
): string {
  const functions = new Set(
    uses.flatMap(({ kind, name }) => (kind === "function" ? [name.slice(0, name.lastIndexOf("("))] : [])),
  );
  if (functions.size === 0) return query;
  const bare = query.replaceAll(/'[^']*(?:''[^']*)*'/g, (text) => " ".repeat(text.length));
  const cuts = [...bare.matchAll(aliasList)].flatMap((match) => {
    const called = calledBefore(bare, match.index);
    if (!functions.has(called)) return [];
    const open = match.index + match[0].lastIndexOf("(");
    const end = match.index + match[0].length;
    const outside = new Set(`${bare.slice(0, open)} ${bare.slice(end)}`.match(words) ?? []);
    const names = match[1]?.match(words) ?? [];
    const isTheirs = rowsOfFunction(called).some((columns) =>
      names.every((name, at) => plain(name) === columns[at]),
    );
    const kept = isTheirs ? [] : names.slice(0, names.findLastIndex((name) => outside.has(name)) + 1);
    return kept.length === names.length
      ? []
      : [{ open, end, list: kept.length === 0 ? "" : `(${kept.join(", ")})` }];
  });
  return cuts.reduceRight((text, { open, end, list }) => text.slice(0, open) + list + text.slice(end), query);
}

/** An identifier as the catalog has it. */
function plain(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
}

const word = `(?:"(?:[^"]|"")+"|[\\p{L}_][\\p{L}\\p{N}_$]*)`;
const words = new RegExp(word, "gu");
/** Behind the closing parenthesis of a call: the name of its rows and those of their columns. */
const aliasList = new RegExp(`(?<=\\)) ${word}\\((${word}(?:, ${word})*)\\)`, "gu");

/** The bare name of the function whose call ends at a place; empty: it is no call. */
function calledBefore(text: string, end: number): string {
  let depth = 0;
  for (let at = end - 1; at >= 0; at--) {
    if (text[at] === ")") depth++;
    else if (text[at] === "(" && --depth === 0) {
      return plain(text.slice(0, at).match(nameAtEnd)?.[0] ?? "");
    }
  }
  return "";
}

const nameAtEnd = new RegExp(`${word}$`, "u");

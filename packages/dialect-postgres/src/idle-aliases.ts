import type { Ref } from "@atlas/core";

/**
 * The text of a query without the last names of columns that it gives to the rows of a function and never speaks of.
 *
 * A call of a function that gives rows of a table is shown with all columns of that table: `f() e(id, word)`. Made
 * before the table got another column it is shown without that one, and read again with it: without this, a view would
 * not equal its copy.
 *
 * @param uses - what the query depends on: only its functions are looked at, none of the system.
 */
export function withoutIdleAliases(query: string, uses: readonly Ref[]): string {
  const functions = new Set(
    uses.flatMap(({ kind, name }) => (kind === "function" ? [name.slice(0, name.lastIndexOf("("))] : [])),
  );
  if (functions.size === 0) return query;
  const bare = query.replaceAll(/'(?:[^']|'')*'/g, (text) => " ".repeat(text.length));
  const cuts = [...bare.matchAll(aliasList)].flatMap((match) => {
    if (!functions.has(calledBefore(bare, match.index))) return [];
    const open = match.index + match[0].lastIndexOf("(");
    const end = match.index + match[0].length;
    const outside = new Set(`${bare.slice(0, open)} ${bare.slice(end)}`.match(words) ?? []);
    const names = match[1]?.match(words) ?? [];
    const kept = names.slice(0, names.findLastIndex((name) => outside.has(name)) + 1);
    return kept.length === names.length
      ? []
      : [{ open, end, list: kept.length === 0 ? "" : `(${kept.join(", ")})` }];
  });
  return cuts.reduceRight((text, { open, end, list }) => text.slice(0, open) + list + text.slice(end), query);
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
      const name = text.slice(0, at).match(nameAtEnd)?.[0] ?? "";
      return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
    }
  }
  return "";
}

const nameAtEnd = new RegExp(`${word}$`, "u");

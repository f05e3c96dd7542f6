import type { Token } from "@atlas/sql";
import { scan } from "./scan.ts";
import { fold, unquote } from "./text.ts";

/** Words that end the list of tables behind FROM. */
const clauseWords = new Set(
  "select where group having order limit window union except intersect set values returning".split(" "),
);
/** Words that a table's name may follow. */
const tableWords = new Set(["from", "join", "into", "update", "in"]);

/**
 * The names that stand where a query or trigger body names a table: folded, once each. Names of common
 * table expressions and functions are among them; the caller keeps those that are tables.
 */
export function mentionedNames(sql: string): readonly string[] {
  const names = new Set<string>();
  // One entry for each open parenthesis: whether a list of tables is being read there.
  const lists: boolean[] = [false];
  let expects = false;
  const tokens = scan(sql);
  for (const [index, token] of tokens.entries()) {
    const word = token.kind === "word" ? fold(token.text) : "";
    if (token.text === "(") lists.push(expects);
    else if (token.text === ")") {
      if (lists.length > 1) lists.pop();
      expects = false;
    } else if (token.text === "," && token.kind === "symbol") expects = lists.at(-1) ?? false;
    else if (tableWords.has(word)) {
      expects = true;
      if (word === "from" || word === "join") lists[lists.length - 1] = true;
    } else if (clauseWords.has(word)) {
      expects = false;
      lists[lists.length - 1] = false;
    } else if (expects && isConflictClause(tokens, index)) continue;
    else if (expects && (word !== "" || token.kind === "identifier" || token.kind === "string")) {
      // Of `main.t` the last name counts.
      if (tokens[index + 1]?.text === ".") continue;
      names.add(fold(unquote(token)));
      expects = false;
    } else if (token.text !== ".") expects = false;
  }
  return [...names];
}

/** The `OR REPLACE` of `UPDATE OR REPLACE t`. */
function isConflictClause(tokens: readonly Token[], index: number): boolean {
  const is = (token: Token | undefined, ...words: readonly string[]): boolean =>
    token?.kind === "word" && words.includes(fold(token.text));
  return is(tokens[index], "or") || (is(tokens[index - 1], "or") && is(tokens[index - 2], "update"));
}

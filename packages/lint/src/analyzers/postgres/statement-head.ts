import type { SqlSyntax } from "@atlas/core";
import { isKeyword, significantTokens, type Token } from "@atlas/sql";
import type { LintStatement } from "../../analyzer.ts";

/** What the text of a statement says that the models around it do not. */
export interface StatementHead {
  readonly tokens: readonly Token[];
  /** A constraint takes over an index that is there: `USING INDEX i`. */
  readonly usesIndex: boolean;
  /** Tables come together or part: what belonged to one is then said to belong to the other. */
  readonly isFamilyMatter: boolean;
  /** `ON ONLY t`, `ALTER TABLE ONLY t`. */
  readonly isOnly: boolean;
  readonly startsWith: (...keywords: readonly string[]) => boolean;
}

const known = new WeakMap<LintStatement, StatementHead>();

export function headOf(statement: LintStatement, syntax: SqlSyntax): StatementHead {
  const found = known.get(statement);
  if (found) return found;
  const tokens = significantTokens(statement.text, syntax);
  const has = (...words: readonly string[]): boolean =>
    tokens.some((_, at) => words.every((word, index) => isKeyword(tokens[at + index], word)));
  const startsWith = (...words: readonly string[]): boolean =>
    words.every((word, index) => isKeyword(tokens[index], word));
  const head: StatementHead = {
    tokens,
    usesIndex: tokens.some(
      (token, at) =>
        isKeyword(token, "USING") &&
        isKeyword(tokens[at + 1], "INDEX") &&
        !isKeyword(tokens[at + 2], "TABLESPACE"),
    ),
    isFamilyMatter:
      startsWith("ALTER") &&
      (has("ATTACH", "PARTITION") || has("DETACH", "PARTITION") || tokens.some(isInheriting)),
    isOnly: has("ON", "ONLY") || has("TABLE", "ONLY"),
    startsWith,
  };
  known.set(statement, head);
  return head;
}

/** `[NO] INHERIT parent`; of a constraint that is NO INHERIT no name follows. */
function isInheriting(token: Token, at: number, tokens: readonly Token[]): boolean {
  const next = tokens[at + 1];
  const isName = next?.kind === "identifier" || next?.kind === "word";
  return isKeyword(token, "INHERIT") && isName && !isKeyword(next, "NOT") && !isKeyword(next, "ENFORCED");
}

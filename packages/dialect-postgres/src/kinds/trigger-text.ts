import { isKeyword, significantTokens, type Token } from "@atlas/sql";
import { syntax } from "../syntax.ts";

/** What only the server's own text of a trigger tells. */
export interface TriggerText {
  /** The condition, without the parentheses around it. */
  readonly when?: string;
  /** Constants that the function is given. */
  readonly args: readonly string[];
}

/**
 * Takes condition and arguments out of what `pg_get_triggerdef` says: the catalog keeps the one as a tree that no
 * function prints alone, and the others in the encoding of the database.
 */
export function parseTrigger(definition: string): TriggerText {
  const tokens = significantTokens(definition, syntax);
  const call = tokens.findIndex(
    (token, index) =>
      isKeyword(token, "EXECUTE") &&
      (isKeyword(tokens[index + 1], "FUNCTION") || isKeyword(tokens[index + 1], "PROCEDURE")),
  );
  const args = tokens
    .slice(call)
    .filter((token) => token.kind === "string")
    .map(literalValue);
  const when = tokens.findIndex(
    (token, index) => isKeyword(token, "WHEN") && index < call && tokens[index + 1]?.text === "(",
  );
  const [open, close] = [tokens[when + 1], tokens[call - 1]];
  if (when < 0 || !open || !close) return { args };
  return { when: definition.slice(open.end, close.start), args };
}

function literalValue(token: Token): string {
  const escapes = /^e/i.test(token.text);
  const inner = token.text.slice(token.text.indexOf("'") + 1, -1).replaceAll("''", "'");
  return escapes ? inner.replaceAll("\\\\", "\\") : inner;
}

/** Condition and action of a rule. */
export interface RuleText {
  readonly where?: string;
  /** `NOTHING`, a statement, or several in parentheses. */
  readonly action: string;
}

/** Takes them out of what `pg_get_ruledef` says. */
export function parseRule(definition: string): RuleText {
  const tokens = significantTokens(definition, syntax);
  let depth = 0;
  let where: Token | undefined;
  for (const [index, token] of tokens.entries()) {
    if (token.text === "(") depth++;
    else if (token.text === ")") depth--;
    if (depth > 0) continue;
    if (isKeyword(token, "WHERE")) where ??= token;
    if (!isKeyword(token, "DO")) continue;
    const instead = tokens[index + 1];
    const start = isKeyword(instead, "INSTEAD") ? instead?.end : token.end;
    const action = definition.slice(start).trim().replace(/;$/, "").trim();
    return where ? { where: definition.slice(where.end, token.start).trim(), action } : { action };
  }
  return { action: "NOTHING" };
}

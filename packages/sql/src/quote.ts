/** A quoted identifier; the quote character inside it is doubled. */
export function quoteIdentifier(name: string, quote: '"' | "`"): string {
  return quote + (name.includes(quote) ? name.replaceAll(quote, quote + quote) : name) + quote;
}

/** A quoted string literal with doubled quotes, as PostgreSQL (standard_conforming_strings) and SQLite read it. */
export function quoteLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/**
 * Whether a text is one string literal in single quotes and nothing else; quotes inside are doubled. Patterns overflow
 * on literals of some megabytes.
 *
 * @param escapes - the backslash escapes the character behind it. Default: it is a character like any other.
 */
export function isLiteral(sql: string, escapes = false): boolean {
  const end = sql.length - 1;
  if (end < 1 || !sql.startsWith("'")) return false;
  for (let at = 1; at < end; at++) {
    if (escapes && sql[at] === "\\") at++;
    else if (sql[at] === "'" && (++at === end || sql[at] !== "'")) return false;
    if (at === end) return false;
  }
  return sql.endsWith("'");
}

/** Whether a text is one group in balanced parentheses, honouring quotes. */
export function isParenthesized(text: string): boolean {
  if (!text.startsWith("(") || !text.endsWith(")")) return false;
  let depth = 0;
  let quote = "";
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (quote) {
      if (char === quote) quote = "";
      continue;
    }
    if (char === "'" || char === '"' || char === "`") quote = char;
    else if (char === "(") depth++;
    else if (char === ")" && --depth === 0 && at < text.length - 1) return false;
  }
  return depth === 0;
}

/** The text in parentheses, unless it already is one group in parentheses. */
export function parenthesize(text: string): string {
  return isParenthesized(text) ? text : `(${text})`;
}

const terminator = /[\s;]/;

/** A statement or query without the semicolons and blanks that it ends in. */
export function withoutTerminator(sql: string): string {
  // A pattern that is bound to the end tries every run of blanks before it.
  let end = sql.length;
  while (end > 0 && terminator.test(sql.charAt(end - 1))) end--;
  return sql.slice(0, end);
}

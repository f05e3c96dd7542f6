/** The expression in one pair of parentheses, added only where it does not stand in one already. */
export function inParentheses(expression: string): string {
  return isWrapped(expression) ? expression : `(${expression})`;
}

/** Whether the first parenthesis is closed by the last character. */
function isWrapped(text: string): boolean {
  if (!text.startsWith("(") || !text.endsWith(")")) return false;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === "'" || char === '"') {
      at = endOfQuote(text, at);
      continue;
    }
    if (char === "(") depth++;
    else if (char === ")") depth--;
    if (depth === 0 && at < text.length - 1) return false;
  }
  return depth === 0;
}

/** Where the quote that starts at `start` ends. Literals that begin with E have backslash escapes. */
function endOfQuote(text: string, start: number): number {
  const quote = text[start];
  const escapes = quote === "'" && /(?:^|[^A-Za-z0-9_])[eE]$/.test(text.slice(Math.max(0, start - 2), start));
  for (let at = start + 1; at < text.length; at++) {
    if (escapes && text[at] === "\\") at++;
    else if (text[at] === quote) {
      if (text[at + 1] !== quote) return at;
      at++;
    }
  }
  return text.length;
}

/** The offset behind the parenthesis that closes the one at `open`; the end of the text if none does. */
export function endOfParentheses(text: string, open: number): number {
  let depth = 0;
  for (let at = Math.max(0, open); at < text.length; at++) {
    const char = text[at];
    if (char === "'" || char === '"') at = endOfQuote(text, at);
    else if (char === "(") depth++;
    else if (char === ")" && --depth === 0) return at + 1;
  }
  return text.length;
}

/** The parts between commas that stand in no parentheses and no quotes. */
export function splitAtCommas(text: string): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === "'" || char === '"') at = endOfQuote(text, at);
    else if (char === "(") at = endOfParentheses(text, at) - 1;
    else if (char === ",") {
      parts.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  return [...parts, text.slice(start).trim()];
}

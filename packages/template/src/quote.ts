const shortEscapes: Readonly<Record<string, string>> = {
  "\u0007": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  "\\": "\\\\",
};

/** Whether Go shows a character as it is: letters, marks, numbers, punctuation, symbols and the blank. */
export function isPrintable(char: string): boolean {
  return /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(char);
}

/**
 * A text in quotes, as Go's strconv.Quote writes it.
 *
 * @param options.ascii - escape everything else (`%+q`).
 * @param options.quote - `'` for a single character.
 */
export function quoteText(
  text: string,
  { ascii = false, quote = '"' }: { readonly ascii?: boolean; readonly quote?: string } = {},
): string {
  let quoted = quote;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (char === quote) quoted += `\\${char}`;
    else if (shortEscapes[char] !== undefined) quoted += shortEscapes[char];
    else if (isPrintable(char) && (!ascii || code < 0x80)) quoted += char;
    else if (code < 0x20 || code === 0x7f) quoted += `\\x${hex(code, 2)}`;
    else quoted += code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
  }
  return quoted + quote;
}

/** Whether a text can stand between backquotes unchanged. */
export function canBackquote(text: string): boolean {
  return !Array.from(text).some(
    (char) => char === "`" || char === "\u007f" || char === "\ufeff" || (char < " " && char !== "\t"),
  );
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, "0");
}

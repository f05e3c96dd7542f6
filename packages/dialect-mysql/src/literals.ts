/** What a backslash and this character stand for in a text literal. Of every other character the backslash is dropped. */
const escapes: ReadonlyMap<string, string> = new Map([
  ["0", "\0"],
  ["b", "\b"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["Z", "\u001a"],
  // Only LIKE takes these without their backslash.
  ["%", "\\%"],
  ["_", "\\_"],
]);

/**
 * The text that a literal stands for: `'it''s'` is `it's`.
 *
 * @param literal - with its quotes, single or double ones.
 * @see https://dev.mysql.com/doc/refman/8.4/en/string-literals.html
 */
export function literalValue(literal: string): string {
  const quote = literal.charAt(0);
  const inner = literal.slice(1, -1);
  if (!inner.includes("\\")) return inner.replaceAll(quote + quote, quote);
  return inner.replaceAll(/\\([\s\S])|''|""/g, (found, escaped: string | undefined) => {
    if (escaped !== undefined) return escapes.get(escaped) ?? escaped;
    return found.startsWith(quote) ? quote : found;
  });
}

/** The name that an identifier stands for: quoted, or a bare word as it is. */
export function identifierValue(identifier: string): string {
  return identifier.startsWith("`") ? identifier.slice(1, -1).replaceAll("``", "`") : identifier;
}

/** `0x6162` as the text that its bytes are in UTF-8; `undefined`: they are none. */
export function utf8Text(hex: string): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.from(hex, "hex"));
  } catch {
    return undefined;
  }
}

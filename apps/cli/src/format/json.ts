/** How JSON is laid out; both empty: on one line. */
export interface JsonLayout {
  readonly prefix: string;
  readonly indent: string;
}

/** JSON as Go's encoder writes it: safe inside HTML. */
export function goJson(value: unknown, layout: JsonLayout): string {
  const isPretty = layout.prefix !== "" || layout.indent !== "";
  const plain = JSON.stringify(value ?? null, withNumbers, isPretty ? "\t" : undefined);
  const laidOut = isPretty
    ? plain.replaceAll(
        /\n(\t*)/g,
        (_, tabs: string) => `\n${layout.prefix}${layout.indent.repeat(tabs.length)}`,
      )
    : plain;
  return laidOut.replaceAll(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

// Node 24 has it; TypeScript's library does not know it yet.
const { rawJSON } = JSON as unknown as { readonly rawJSON: (text: string) => object };

/** Integers of any size are numbers in JSON. */
function withNumbers(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? rawJSON(value.toString()) : value;
}

/**
 * One object out of several, each given as JSON; of members with one name the last counts. Members are
 * sorted by name.
 *
 * @throws {SyntaxError} for a text that is no JSON object.
 */
export function mergeJson(texts: readonly string[]): string {
  const merged: Record<string, unknown> = Object.create(null);
  for (const text of texts) {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw new SyntaxError(`not a JSON object: ${text.length > 40 ? `${text.slice(0, 40)}…` : text}`);
    Object.assign(merged, value);
  }
  const sorted = Object.entries(merged).toSorted(([a], [b]) => (a < b ? -1 : 1));
  // From entries, as an assignment to `__proto__` would be lost.
  return goJson(Object.fromEntries(sorted), { prefix: "", indent: "" });
}

/** The values of an enum or a set, in quotes, as they stand in the parentheses of its type. */
export function valuesOf(args: string | undefined): readonly string[] {
  return [...(args ?? "").matchAll(/'[^'\\]*(?:(?:''|\\.)[^'\\]*)*'/gs)].map(([value]) => value);
}

/**
 * Whether values are only added at the end, and the numbers that stand for them in the rows take no more room: an enum
 * has one byte for 255 values, a set one bit for each.
 *
 * @see https://dev.mysql.com/doc/refman/9.4/en/storage-requirements.html
 */
export function onlyAppends(kind: string, from: readonly string[], to: readonly string[]): boolean {
  return from.every((value, at) => value === to[at]) && bytesFor(kind, from) === bytesFor(kind, to);
}

function bytesFor(kind: string, values: readonly string[]): number {
  if (kind === "enum") return values.length < 256 ? 1 : 2;
  const bytes = Math.ceil(values.length / 8);
  return bytes > 4 ? 8 : bytes;
}

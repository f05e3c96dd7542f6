/** What is on one side alone, and what is on both. */
export interface Pairs<T> {
  readonly gone: readonly T[];
  readonly both: readonly (readonly [T, T])[];
  readonly fresh: readonly T[];
}

export function pairUp<T>(from: readonly T[], to: readonly T[], keyOf: (item: T) => string): Pairs<T> {
  const after = new Map(to.map((item) => [keyOf(item), item]));
  const gone: T[] = [];
  const both: (readonly [T, T])[] = [];
  for (const item of from) {
    const key = keyOf(item);
    const other = after.get(key);
    if (other === undefined) gone.push(item);
    else both.push([item, other]);
    after.delete(key);
  }
  return { gone, both, fresh: [...after.values()] };
}

/** Whether two plain values say the same, whatever the order of their members. */
export function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  // Thousands of columns come by: no lists of members are made.
  const left = one as Readonly<Record<string, unknown>>; // Any object has members by name.
  const right = other as Readonly<Record<string, unknown>>; // As above.
  let members = 0;
  for (const name in left) {
    if (left[name] === undefined) continue;
    if (!isSame(left[name], right[name])) return false;
    members++;
  }
  for (const name in right) if (right[name] !== undefined) members--;
  return members === 0;
}

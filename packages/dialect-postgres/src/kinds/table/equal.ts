/** What says where a thing stands or how it is ordered, not what it is. */
const notCompared: ReadonlySet<string> = new Set([
  "uses",
  "reads",
  "supportedBy",
  "typeRef",
  "grants",
  "inherited",
  "fromParents",
  "notNullOfParent",
]);

/**
 * Whether two values of the model are the same, leaving out what is never compared.
 *
 * @param except - further members to leave out, on the first level.
 */
export function equal(left: unknown, right: unknown, except: readonly string[] = []): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  if (Array.isArray(left) && Array.isArray(right))
    return left.length === right.length && left.every((item, at) => equal(item, right[at]));
  // Both are plain objects of the model: their members are read by name below.
  const from = left as Readonly<Record<string, unknown>>;
  const to = right as Readonly<Record<string, unknown>>;
  const isCompared = (name: string): boolean => !notCompared.has(name) && !except.includes(name);
  for (const name in from) if (isCompared(name) && !equal(from[name], to[name])) return false;
  for (const name in to) if (isCompared(name) && !(name in from) && to[name] !== undefined) return false;
  return true;
}

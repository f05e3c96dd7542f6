import type { Table } from "./model.ts";

/** What orders a plan or helps to print it, and is never compared. */
const derived = new Set([
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
 * The table without its order of columns and what its parts depend on. Whether a check is its own or that of a parent
 * is no difference: one that it had before it got the parent stays its own.
 */
export function tableEssence(table: Table): unknown {
  const byName = (a: { readonly name: string }, b: { readonly name: string }): number =>
    a.name < b.name ? -1 : 1;
  const ofParents = (table.fromParents ?? []).flatMap(({ part }) => (part.kind === "check" ? [part] : []));
  const checks = new Map([...ofParents, ...table.checks].map((check) => [check.name, check]));
  return withoutDerived({
    ...table,
    columns: table.columns.toSorted(byName),
    checks: [...checks.values()].toSorted(byName),
  });
}

function withoutDerived(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDerived);
  if (typeof value !== "object" || value === null) return value;
  const left: Record<string, unknown> = {};
  const members = value as Readonly<Record<string, unknown>>; // A plain object of the model.
  // A thousand tables have hundreds of thousands of members: no pair is made for each.
  for (const key in members) if (!derived.has(key)) left[key] = withoutDerived(members[key]);
  return left;
}

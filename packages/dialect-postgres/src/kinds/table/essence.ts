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

/** The table without its order of columns and what its parts depend on. */
export function tableEssence(table: Table): unknown {
  const columns = table.columns.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return withoutDerived({ ...table, columns });
}

function withoutDerived(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDerived);
  if (typeof value !== "object" || value === null) return value;
  const left: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value))
    if (!derived.has(key)) left[key] = withoutDerived(member);
  return left;
}

import { equal } from "./equal.ts";
import type { Table, TablePart } from "./model.ts";
import { partsOf } from "./parts.ts";

/** What two parts may differ in and still be taken for one by the server. */
const freedom = ["name", "comment", "indexComment", "options", "statistics", "invalid"];

/** Whether a part would do as the copy of the parent's. A check is known by its name. */
export function isSameShape(left: TablePart, right: TablePart): boolean {
  if (left.kind !== right.kind || (left.kind === "check" && left.name !== right.name)) return false;
  return equal(left, right, freedom);
}

/**
 * What a table's own statements lead to: what it has to be in the end, and those of its present parts that become
 * the parents' own: an index that is attached to that of the parent need not be built again.
 *
 * @param isJoining - the table is about to join a parent, which needs its checks to be there.
 */
export function absorbed(base: Table, target: Table, { isJoining }: { readonly isJoining: boolean }): Table {
  const inherited = target.fromParents ?? [];
  const free = new Set(
    inherited.filter(
      ({ part, of }) => !(base.fromParents ?? []).some((one) => one.of === of && isSameShape(one.part, part)),
    ),
  );
  if (free.size === 0) return target;
  const own = new Set(partsOf(target).map(partKey));
  const taken: TablePart[] = [];
  for (const part of partsOf(base)) {
    if (own.has(partKey(part))) continue;
    const match = [...free].find((one) => isSameShape(one.part, part));
    if (!match) continue;
    free.delete(match);
    taken.push(part);
  }
  const missing = isJoining ? [...free].map(({ part }) => part).filter(({ kind }) => kind === "check") : [];
  return withOwnParts(target, [...taken, ...missing]);
}

function partKey(part: TablePart): string {
  return JSON.stringify([part.kind, part.name]);
}

/** The table with further parts, each in its list. */
export function withOwnParts(table: Table, parts: readonly TablePart[]): Table {
  if (parts.length === 0) return table;
  const of = <Kind extends TablePart["kind"]>(kind: Kind): readonly Extract<TablePart, { kind: Kind }>[] =>
    parts.filter((part): part is Extract<TablePart, { kind: Kind }> => part.kind === kind);
  const keys = parts.flatMap((part) => (part.kind === "primary_key" || part.kind === "unique" ? [part] : []));
  const primaryKey = table.primaryKey ?? keys.find((key) => key.kind === "primary_key");
  return {
    ...table,
    ...(primaryKey && { primaryKey }),
    uniques: [...table.uniques, ...keys.filter((key) => key.kind === "unique")],
    exclusions: [...table.exclusions, ...of("exclusion")],
    checks: [...table.checks, ...of("check")],
    foreignKeys: [...table.foreignKeys, ...of("foreign_key")],
    indexes: [...table.indexes, ...of("index")],
  };
}

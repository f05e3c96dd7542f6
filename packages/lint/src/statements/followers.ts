import type { ModelTable } from "@atlas/core";
import type { ModelChange, TableChange } from "../change.ts";

/**
 * Changes without those that partitions and heirs only have because the table above them has the same: a statement
 * about that table is one change, however many tables follow it.
 */
export function withoutFollowers(changes: readonly ModelChange[]): readonly ModelChange[] {
  const made = new Map<string, Set<string>>();
  for (const change of changes)
    if (change.type === "modify_table")
      made.set(pathOf(change.to), new Set(change.changes.map(keyOf).filter(Boolean)));
  if (made.size < 2) return changes;
  return changes.flatMap((change): readonly ModelChange[] => {
    if (change.type !== "modify_table") return [change];
    const above = parentsOf(change.to).flatMap((path) => made.get(path) ?? []);
    if (above.length === 0) return [change];
    const own = change.changes.filter((inner) => !above.some((keys) => keys.has(keyOf(inner))));
    return own.length === 0 ? [] : [{ ...change, changes: own }];
  });
}

/** As `ModelTable.attributes` names tables. */
export function pathOf({ schema, name }: { readonly schema: string; readonly name: string }): string {
  return schema === "" ? name : `${schema}.${name}`;
}

/** Paths of the tables that a table follows; none for most. */
export function parentsOf({ attributes }: ModelTable): readonly string[] {
  const { partition_of: parent, inherits } = attributes;
  return [
    ...(typeof parent === "string" ? [parent] : []),
    ...(typeof inherits === "string" ? inherits.split(", ") : []),
  ];
}

/** Columns are called alike all the way down, and keys are not. All else is a matter of each table: empty. */
function keyOf(change: TableChange): string {
  switch (change.type) {
    case "add_column":
    case "drop_column":
      return JSON.stringify([change.type, change.part.name]);
    case "modify_column":
    case "rename_column":
      return JSON.stringify([change.type, change.from.name, change.to.name]);
    case "add_primary_key":
    case "drop_primary_key":
    case "modify_primary_key":
      return change.type;
    default:
      return "";
  }
}

import type { Rename } from "./rename.ts";

/**
 * Whether a name follows from renames that were made: an index `users_email_key` of a table that became
 * `people` is `people_email_key` then.
 */
export function isImpliedRename({ from, to }: Rename, made: readonly Rename[]): boolean {
  if (from.table === undefined || from.kind === "column") return false;
  let name = from.name;
  for (const { from: before, to: after } of made) {
    if (before.schema !== from.schema) continue;
    if (before.kind === "table" && after.name === to.table && name.startsWith(`${before.name}_`))
      name = after.name + name.slice(before.name.length);
    else if (before.kind === "column" && after.table === to.table)
      name = `${name}_`.replace(`_${before.name}_`, `_${after.name}_`).slice(0, -1);
  }
  return name !== from.name && name === to.name;
}

import type { Rename, RenameHint } from "./rename.ts";

/** Whether the author says that the one is the new name of the other. */
export function isHintedRename({ from, to }: Rename, hints: readonly RenameHint[]): boolean {
  return hints.some(
    (hint) =>
      (hint.kind === from.kind || (hint.kind === "constraint" && !["table", "column"].includes(from.kind))) &&
      isSameName(hint.from, from.name) &&
      isSameName(hint.name, to.name) &&
      isSameName(hint.table ?? to.table, to.table) &&
      // Of a connection that is bound to a schema every name is in that one.
      (to.schema === "" || isSameName(hint.schema ?? to.schema, to.schema)),
  );
}

/** The author may write a name in another case than the server keeps it in. */
function isSameName(left: string | undefined, right: string | undefined): boolean {
  return left?.toLowerCase() === right?.toLowerCase();
}

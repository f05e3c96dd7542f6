import type { Column, Table } from "./model.ts";

/**
 * The present table as it is once an extension has moved to another schema: columns of its types follow by
 * themselves, so that only what SQL calls them differs.
 */
export function withMovedTypes(from: Table, to: Table): Table {
  const after = new Map(to.columns.map((column) => [column.name, column]));
  const columns = from.columns.map((column) => {
    const next = after.get(column.name);
    return next && next.type !== column.type && isMoved(column, next)
      ? { ...column, type: next.type }
      : column;
  });
  return columns.some((column, index) => column !== from.columns[index]) ? { ...from, columns } : from;
}

/** An extension has one type of a name, whichever schema it lies in. */
function isMoved(from: Column, to: Column): boolean {
  return (
    from.typeRef?.kind === "extension" &&
    to.typeRef?.kind === "extension" &&
    from.typeRef.name === to.typeRef.name &&
    bareType(from.type) === bareType(to.type)
  );
}

/** `"my schema".citext[]` → `citext[]`. */
function bareType(type: string): string {
  return type.replace(/^(?:"[^"]*(?:""[^"]*)*"|[^".(]*)\./, "");
}

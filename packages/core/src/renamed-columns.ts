/** How a dialect puts a column's new name in the place of the old one. */
export interface ColumnRenaming {
  /** Of a name that may be that of the column. */
  readonly name: (name: string) => string;
  /** Of an expression that may speak of it. */
  readonly text: (sql: string) => string;
}

interface Part {
  readonly column?: string;
  readonly expression?: string;
}

interface ColumnLike {
  readonly name: string;
  readonly generated?: { readonly expression: string };
}

/** Columns as they are once one has its new name: those that are computed from it speak of it. */
export function renamedColumns<Column extends ColumnLike>(
  columns: readonly Column[],
  { name, text }: ColumnRenaming,
): readonly Column[] {
  return columns.map((column) => ({
    ...column,
    name: name(column.name),
    ...(column.generated && {
      generated: { ...column.generated, expression: text(column.generated.expression) },
    }),
  }));
}

/** Keys and indexes, which stand on columns and expressions, as they are once a column has its new name. */
export function withRenamedParts<Owner extends { readonly parts: readonly Part[] }>(
  owner: Owner,
  { name, text }: ColumnRenaming,
): Owner {
  const parts = owner.parts.map((part) => ({
    ...part,
    ...(part.column !== undefined && { column: name(part.column) }),
    ...(part.expression !== undefined && { expression: text(part.expression) }),
  }));
  return { ...owner, parts };
}

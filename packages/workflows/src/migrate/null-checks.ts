import type { Dialect, ModelTable, State } from "@atlas/core";

/** A column of a table that stays, which comes to refuse NULL. */
export interface NullCheck {
  /** Empty: that of the connection. */
  readonly schema: string;
  readonly table: string;
  readonly column: string;
}

/**
 * Columns whose rows have to be looked at before they refuse NULL.
 *
 * @param qualifier - put before tables of a connection that is bound to one schema.
 */
export function nullChecks(
  dialect: Dialect,
  from: State,
  to: State,
  qualifier: string,
): readonly NullCheck[] {
  const before = new Map(dialect.model?.(from).tables.map((table) => [keyOf(table), table]));
  return (dialect.model?.(to).tables ?? []).flatMap((table) => {
    const known = before.get(keyOf(table));
    return table.columns.flatMap(({ name, nullable }) => {
      const was = known?.columns.find((column) => column.name === name);
      if (!was?.nullable || nullable) return [];
      return [{ schema: table.schema === "" ? qualifier : table.schema, table: table.name, column: name }];
    });
  });
}

function keyOf({ schema, name }: ModelTable): string {
  return JSON.stringify([schema, name]);
}

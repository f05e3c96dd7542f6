import { withoutParentheses } from "../../expressions.ts";
import { actionKey, charsetKey, collationKey, expressionKey } from "./equal.ts";
import type { Column, Table } from "./model.ts";

/**
 * What the fingerprint of a table covers: all that is compared, in an order of its own. The counter grows with the
 * rows, so it is left out.
 */
export function tableEssence(table: Table): unknown {
  const { autoIncrement: _counter, excluded: _never, comment, ...rest } = table;
  const byName = (a: { readonly name: string }, b: { readonly name: string }): number =>
    a.name < b.name ? -1 : 1;
  const isList = table.partitioning?.by.method.startsWith("LIST") === true;
  return {
    ...rest,
    ...(comment !== undefined && comment !== "" && { comment }),
    ...charsets(table),
    columns: table.columns.toSorted(byName).map(columnEssence),
    indexes: table.indexes.toSorted(byName),
    foreignKeys: table.foreignKeys.toSorted(byName).map((key) => ({
      ...key,
      onUpdate: actionKey(key.onUpdate),
      onDelete: actionKey(key.onDelete),
    })),
    checks: table.checks
      .toSorted(byName)
      .map((check) => ({ ...check, expression: expressionKey(check.expression) })),
    ...(table.partitioning &&
      isList && {
        partitioning: { ...table.partitioning, partitions: table.partitioning.partitions.toSorted(byName) },
      }),
  };
}

function columnEssence({ uses: _uses, generated, ...column }: Column): unknown {
  return {
    ...column,
    ...charsets(column),
    ...(generated && { generated: { ...generated, expression: withoutParentheses(generated.expression) } }),
  };
}

function charsets({
  charset,
  collation,
}: {
  readonly charset?: string;
  readonly collation?: string;
}): object {
  return {
    ...(charset !== undefined && { charset: charsetKey(charset) }),
    ...(collation !== undefined && { collation: collationKey(collation) }),
  };
}

import { schemaOf, type State, type UnmanagedObject } from "@atlas/core";
import { childrenOf, descendantsOf, isSameTable } from "./family.ts";
import type { Table } from "./model.ts";
import { findMember, findTable, tableRef } from "./states.ts";

/**
 * The present state without the partitions that somebody else looks after: those of a table of whose partitions
 * the desired state declares none. They become unmanaged objects, named and left alone, with all that belongs to
 * them. A partition that the desired state declares as a table of its own is none of these.
 *
 * So do people whose partitions are made by an extension or by a job keep them, and who declares partitions has all
 * of that table compared.
 */
export function leavePartitionsAlone(from: State, to: State): State {
  const left = new Map<string, { readonly table: Table; readonly above: readonly Table[] }>();
  const keyOf = (schema: string, name: string): string => JSON.stringify([schema, name]);
  const leave = (table: Table, above: readonly Table[]): void => {
    left.set(keyOf(table.schema, table.name), { table, above });
    for (const child of childrenOf(from, table)) if (child.partitionOf) leave(child, [...above, table]);
  };
  for (const object of from.objects) {
    const parent = object.kind === "table" ? findTable(from, object) : undefined;
    // With a table that goes its partitions go, whoever made them.
    if (!parent?.partitionKey || !findTable(to, parent) || childrenOf(to, parent).length > 0) continue;
    for (const child of childrenOf(from, parent)) {
      const isDeclared = [child, ...descendantsOf(from, child)].some((one) => findMember(to, one));
      if (!isDeclared && !left.has(keyOf(child.schema, child.name))) leave(child, [parent]);
    }
  }
  if (left.size === 0) return from;
  const isLeft = (schema: string, name: string): boolean => left.has(keyOf(schema, name));
  return {
    ...from,
    objects: from.objects.filter((object) =>
      object.kind === "table" || object.kind === "foreign_table"
        ? !isLeft(object.schema, object.name)
        : object.table === undefined || !isLeft(object.schema, object.table),
    ),
    unmanaged: [...from.unmanaged, ...[...left.values()].map(({ table, above }) => unmanaged(table, above))],
  };
}

function unmanaged(table: Table, above: readonly Table[]): UnmanagedObject {
  return {
    kind: "partition",
    schema: table.schema,
    name: table.schema === "" ? table.name : `${table.schema}.${table.name}`,
    bareName: table.name,
    needs: schemaOf(table),
    partOf: above.filter((one) => !isSameTable(one, table)).map(tableRef),
  };
}

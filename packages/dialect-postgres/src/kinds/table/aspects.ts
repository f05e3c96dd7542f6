import type { Ref } from "@atlas/core";
import { collationRefs } from "../catalog-text.ts";
import type { Column, TableName } from "./model.ts";

/**
 * Stands for the row type of a table as it was: while a column has it, the server neither changes the type of a column
 * of the table nor writes its rows anew. What does so drops it.
 */
export function rowTypeRef({ schema, name }: TableName): Ref {
  return { kind: "row type", schema, table: name, name: "" };
}

/** Stands for the row type as it will be: what changes it creates it. */
export function newRowTypeRef({ schema, name }: TableName): Ref {
  return { kind: "new row type", schema, table: name, name: "" };
}

/**
 * Stands for a column's being converted with `USING`, which the server does not do while a foreign table has the column
 * from it.
 */
export function convertedRef({ schema, name }: TableName, column: string): Ref {
  return { kind: "converted column", schema, table: name, name: column };
}

/** Stands for a table's being logged, as publications of it and foreign keys of logged tables want it. */
export function loggedRef({ schema, name }: TableName): Ref {
  return { kind: "logged table", schema, table: name, name: "" };
}

/** Stands for the names of triggers in the partitions of a table, which it gives its own to: one that leaves frees its names. */
export function partitionTriggersRef({ schema, name }: TableName): Ref {
  return { kind: "partition triggers", schema, table: name, name: "" };
}

/** What a column of that type lets go of and needs, where the type of a column is one. */
function rowTypesOf(typeRef: Ref | undefined): readonly Ref[] {
  return typeRef?.kind === "table" ? [rowTypeRef(typeRef), newRowTypeRef(typeRef)] : [];
}

/** What the definition of a column stands on. */
export function columnNeeds({ typeRef, collation, uses }: Column): readonly Ref[] {
  return [...(typeRef ? [typeRef] : []), ...rowTypesOf(typeRef), ...collationRefs(collation), ...uses];
}

import { type Ref, refKey } from "@atlas/core";
import type { Server } from "../../flavour.ts";
import type { Check, Table } from "./model.ts";

export function uniqueRefs(refs: readonly Ref[]): readonly Ref[] {
  return [...new Map(refs.map((ref) => [refKey(ref), ref])).values()];
}

/**
 * The name of a constraint as a thing of its own: a schema has it but once, whatever table has it, so one that comes
 * waits for its namesake in another table to go.
 */
export function nameRef({ schema }: Pick<Table, "schema">, kind: "foreign_key" | "check", name: string): Ref {
  return { kind, schema, table: "", name: name.toLowerCase() };
}

/** Names of checks where a schema has them but once: on MySQL. */
export function checkNames(
  table: Pick<Table, "schema">,
  checks: readonly Check[],
  { flavour }: Server,
): readonly Ref[] {
  return flavour === "mysql" ? checks.map(({ name }) => nameRef(table, "check", name)) : [];
}

/** The names that come and go with a table. */
export function constraintNames(table: Table, server: Server): readonly Ref[] {
  return [
    ...table.foreignKeys.map(({ name }) => nameRef(table, "foreign_key", name)),
    ...checkNames(table, table.checks, server),
  ];
}

import type { SchemaObject, UnmanagedObject } from "@atlas/core";
import type { PostgresKind } from "./kind.ts";
import { ident } from "./text.ts";

interface Split {
  readonly objects: readonly SchemaObject[];
  readonly strays: readonly UnmanagedObject[];
}

/**
 * Takes out what hangs on a relation that no kind manages, such as a trigger on a relation that is read as
 * unmanaged: neither can be made without the other.
 */
export function withoutStrays(objects: readonly SchemaObject[], kinds: readonly PostgresKind[]): Split {
  const keyOf = (schema: string, name: string): string => JSON.stringify([schema, name]);
  const owners = new Set(
    objects.flatMap(({ schema, name, table }) => (table === undefined ? [keyOf(schema, name)] : [])),
  );
  const isStray = ({ schema, table }: SchemaObject): boolean =>
    table !== undefined && !owners.has(keyOf(schema, table));
  const strays = objects.filter(isStray);
  if (strays.length === 0) return { objects, strays: [] };
  const byName = new Map(kinds.map((kind) => [kind.name, kind]));
  return {
    objects: objects.filter((object) => !isStray(object)),
    strays: strays.map((object) => ({
      kind: object.kind,
      schema: object.schema,
      name: nameOf(object),
      needs: byName.get(object.kind)?.requires(object) ?? [],
    })),
  };
}

/** `audit on public.users`. */
function nameOf({ schema, table = "", name }: SchemaObject): string {
  const path = schema === "" ? [table] : [schema, table];
  return `${bare(name)} on ${path.map(bare).join(".")}`;
}

/** Quoted only where SQL asks for it. */
function bare(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : ident(name);
}

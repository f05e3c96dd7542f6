import type { SchemaObject } from "@atlas/core";
import { referenceTo } from "./printed-values.ts";
import type { BlockCodec, PrintBlockContext } from "./reading.ts";

/** How an object of a state is called in a document. */
interface Handle {
  readonly type: string;
  readonly schema: string;
  readonly name: string;
}

/** An object with how it is written. */
export interface Entry {
  readonly object: SchemaObject;
  readonly codec: BlockCodec<SchemaObject>;
}

/**
 * @param boundName - how the schema with the name "" is called; `undefined`: the state has no such schema.
 * @param boundSchema - what is known of that schema.
 */
export function printContext(
  entries: readonly Entry[],
  boundName: string | undefined,
  boundSchema: SchemaObject | undefined,
): PrintBlockContext {
  const declared = new Map<string, Map<string, Set<string>>>();
  for (const { object, codec } of entries) {
    // What belongs to a table is found through it.
    if (object.table !== undefined) continue;
    const { type, schema, name } = handleOf(object, codec);
    const byName = declared.get(type) ?? new Map<string, Set<string>>();
    declared.set(type, byName);
    const schemas = byName.get(name) ?? new Set<string>();
    byName.set(name, schemas.add(schema));
  }
  const qualified = new Map([...declared].map(([type, byName]) => [type, qualifiedNames(byName)]));
  const schemas = new Map(
    entries.flatMap(({ object }) => (object.kind === "schema" ? [[object.name, object] as const] : [])),
  );
  const schemaName = (schema: string): string => (schema === "" ? (boundName ?? "") : schema);
  const labels = (type: string, schema: string, name: string): readonly string[] =>
    schema !== "" && qualified.get(type)?.has(name) === true ? [schema, name] : [name];
  return {
    schemaName,
    schemaReference: (schema) => referenceTo(["schema", schemaName(schema)]),
    schemaObject: (schema) => (schema === "" ? boundSchema : schemas.get(schema)),
    labels,
    reference: (type, schema, name, part) =>
      referenceTo([type, ...labels(type, schema, name), ...(part ? [part.type, part.name] : [])]),
    isDeclared: (type, schema, name) => declared.get(type)?.get(name)?.has(schema) === true,
  };
}

function handleOf(object: SchemaObject, codec: BlockCodec<SchemaObject>): Handle {
  const { type, name } = codec.handle?.(object) ?? { type: codec.types[0] ?? "", name: object.name };
  return { type, schema: object.schema, name };
}

/**
 * Names that several schemas have, and names that are read as one of the qualifiers these need: both are
 * written with their schema.
 */
function qualifiedNames(byName: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  const qualified = new Set<string>();
  const waiting = [...byName].filter(([, schemas]) => schemas.size > 1).map(([name]) => name);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (qualified.has(name)) continue;
    qualified.add(name);
    for (const schema of byName.get(name) ?? []) if (byName.has(schema)) waiting.push(schema);
  }
  return qualified;
}

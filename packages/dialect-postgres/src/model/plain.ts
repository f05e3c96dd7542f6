import type { ModelAttributes, SchemaObject } from "@atlas/core";
import { known } from "./attributes.ts";

/** What orders a plan or helps to print it, and what `ModelObject` says itself. */
const left = new Set([
  "kind",
  "schema",
  "table",
  "name",
  "access",
  "uses",
  "reads",
  "typeRef",
  "options",
  "position",
]);

/**
 * All plain values of an object under their names in snake_case, lists of texts as one text: of kinds for which custom
 * rules have no words of their own.
 */
export function plainAttributes(object: SchemaObject): ModelAttributes {
  return known(
    Object.fromEntries(
      Object.entries(object)
        .filter(([name]) => !left.has(name))
        .flatMap(([name, value]: [string, unknown]) => {
          const plain = plainValue(value);
          return plain === undefined ? [] : [[snakeCase(name), plain] as const];
        }),
    ),
  );
}

function plainValue(value: unknown): string | number | boolean | undefined {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value.join(", ");
  return undefined;
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

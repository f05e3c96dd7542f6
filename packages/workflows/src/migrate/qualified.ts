import type { SchemaObject, State } from "@atlas/core";

/**
 * A state of one schema with a qualifier before the names of its objects, and before those that they refer to by what they
 * are. Texts of the server, such as the query of a view, stay as they are: see `qualifiedTexts`.
 */
export function qualified(state: State, qualifier: string): State {
  // Plain data of the same shape, with another text in some places.
  const objects = state.objects.map((object) => inSchema(object, qualifier) as SchemaObject);
  return { ...state, objects };
}

/** What has an empty schema is in the schema that the connection is bound to. */
function inSchema(value: unknown, qualifier: string): unknown {
  if (Array.isArray(value)) return value.map((each) => inSchema(each, qualifier));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      key.toLowerCase().endsWith("schema") && each === "" ? qualifier : inSchema(each, qualifier),
    ]),
  );
}

import { AtlasError, describeRef, refOf, type SchemaObject, type State } from "@atlas/core";
import type { Schema } from "./kinds/schema.ts";

/** Kinds whose names are those of files or folders, which some servers spell alike whatever their case. */
const named: ReadonlySet<string> = new Set(["schema", "table", "view", "sequence"]);

/**
 * Refuses names that the server of the present state spells in another case: what is there would be taken for
 * something else, dropped, and made again.
 *
 * @throws {AtlasError} `E_INPUT` naming each of them.
 * @see https://dev.mysql.com/doc/refman/8.4/en/identifier-case-sensitivity.html
 */
export function refuseOtherCase(from: State, to: State): void {
  const mode = lowerCaseTableNames(from);
  if (mode === 0) return;
  const keyOf = ({ schema, name }: SchemaObject): string => JSON.stringify([schema, name]);
  const foldedKeyOf = ({ schema, name }: SchemaObject): string =>
    keyOf({ schema, name, kind: "" }).toLowerCase();
  const present = from.objects.filter(({ kind }) => named.has(kind));
  const exact = new Set(present.map(keyOf));
  const folded = new Set(present.map(foldedKeyOf));
  const others = to.objects.filter((object) => {
    if (!named.has(object.kind) || exact.has(keyOf(object))) return false;
    // With 1 every name is kept in lower case, with 2 as it was first written.
    return mode === 1 ? keyOf(object) !== foldedKeyOf(object) : folded.has(foldedKeyOf(object));
  });
  if (others.length === 0) return;
  const names = others.map((object) => describeRef(refOf(object))).toSorted();
  throw new AtlasError(
    "E_INPUT",
    `the server spells these in another case (lower_case_table_names=${mode}): ${names.join(", ")}`,
    {
      details: { names, lowerCaseTableNames: mode },
      hint:
        mode === 1
          ? "Write names of databases, tables and views in lower case."
          : "Write names of databases, tables and views as they were made.",
    },
  );
}

function lowerCaseTableNames({ boundSchema, objects }: State): 0 | 1 | 2 {
  const schemas = [...(boundSchema ? [boundSchema] : []), ...objects].filter(
    // The fields are those of the kind.
    (object): object is Schema => object.kind === "schema",
  );
  return schemas.find(({ serverDefault }) => serverDefault)?.serverDefault?.lowerCaseTableNames ?? 0;
}

import { type DraftStep, refOf, type SchemaObject } from "@atlas/core";
import { type CatalogQuery, type PostgresKind, rowsOf } from "../kind.ts";
import { commentStep, ident } from "../text.ts";
import { compareWhole, createStep, dropStep, stepsByRules } from "./object-steps.ts";

/** A schema of a whole database. A connection that is bound to one schema does not manage the schema itself. */
export interface Schema extends SchemaObject {
  readonly kind: "schema";
  readonly schema: "";
  readonly comment?: string;
}

interface SchemaRow {
  readonly name: string;
  readonly comment: string | null;
}

const schemasQuery: CatalogQuery = {
  name: "schemas",
  sql: () => `SELECT n.nspname::text AS name, pg_catalog.obj_description(n.oid, 'pg_namespace') AS comment
    FROM pg_catalog.pg_namespace n WHERE n.nspname = ANY ($1::text[]) AND $2 = '' ORDER BY n.nspname`,
};

/** The comment that initdb gives to `public`. */
const standardComment = "standard public schema";

export const schemaKind: PostgresKind<Schema> = {
  name: "schema",
  catalog: [schemasQuery],
  recreatable: false,

  read: (rows) =>
    rowsOf<SchemaRow>(rows, schemasQuery).map(({ name, comment }) => ({
      kind: "schema",
      schema: "",
      name,
      ...(comment !== null && comment !== standardComment && { comment }),
    })),

  requires: () => [],

  compare: (from, to) => compareWhole(from, to, ({ comment }) => comment ?? ""),

  steps: stepsByRules<Schema>({
    add: (object) => [
      createStep(
        object,
        {
          sql: `CREATE SCHEMA ${object.name === "public" ? "IF NOT EXISTS " : ""}${ident(object.name)}`,
          comment: `add new schema named "${object.name}"`,
          undo: [`DROP SCHEMA ${ident(object.name)} CASCADE`],
        },
        [],
      ),
      ...(object.comment === undefined ? [] : [describe(object, undefined, "add_schema")]),
    ],
    drop: (object) => [
      {
        ...dropStep(
          object,
          { sql: `DROP SCHEMA ${ident(object.name)} CASCADE`, comment: `drop schema named "${object.name}"` },
          [],
        ),
        blocks: "everything",
        losesData: true,
        loses: [`schema "${object.name}"`],
      },
    ],
    modify: (from, to) => [describe(to, from.comment, "modify_schema")],
  }),
};

function describe(object: Schema, previous: string | undefined, change: string): DraftStep {
  const description = `schema: "${object.name}"`;
  return commentStep(
    `SCHEMA ${ident(object.name)}`,
    description,
    refOf(object),
    object.comment,
    previous,
    change,
  );
}

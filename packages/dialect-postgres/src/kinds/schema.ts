import {
  compareWhole,
  createStep,
  type DraftStep,
  dropStep,
  refOf,
  type SchemaObject,
  stepsByRules,
} from "@atlas/core";
import { attribute, quoted } from "@atlas/hcl";
import { type CatalogQuery, type CatalogRows, type PostgresKind, rowsOf } from "../kind.ts";
import { commentStep, ident } from "../text.ts";

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
    FROM pg_catalog.pg_namespace n WHERE n.nspname = ANY ($1::text[]) AND $2::text IS NOT NULL
    ORDER BY n.nspname`,
};

/** The comment that initdb gives to `public`: written and never compared. */
const standardComment = "standard public schema";

export const schemaKind: PostgresKind<Schema> = {
  name: "schema",
  catalog: [schemasQuery],
  recreatable: false,

  read: (rows, { bound }) => (bound === null ? schemasOf(rows) : []),

  requires: () => [],

  essence: withOwnComment,

  compare: (from, to) => compareWhole(from, to, (object) => withOwnComment(object).comment ?? ""),

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
      ...(withOwnComment(object).comment === undefined ? [] : [describe(object, undefined, "add_schema")]),
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
    modify: (from, to) => [describe(withOwnComment(to), withOwnComment(from).comment, "modify_schema")],
  }),

  hcl: {
    types: ["schema"],
    read(block) {
      const comment = block.text("comment");
      return { kind: "schema", schema: "", name: block.name, ...(comment !== undefined && { comment }) };
    },
    print: ({ name, comment }) => [
      { type: "schema", labels: [name], body: attribute("comment", comment && quoted(comment)) },
    ],
  },
};

/** The schema that the connection is bound to, which is no object of its state. */
export function boundSchemaOf(rows: CatalogRows): Schema | undefined {
  return schemasOf(rows)[0];
}

function schemasOf(rows: CatalogRows): readonly Schema[] {
  return rowsOf<SchemaRow>(rows, schemasQuery).map(({ name, comment }) => ({
    kind: "schema",
    schema: "",
    name,
    ...(comment !== null && { comment }),
  }));
}

/** A schema without the comment that nobody gave to it. */
function withOwnComment(object: Schema): Schema {
  const { comment, ...rest } = object;
  return comment === undefined || comment === standardComment ? rest : object;
}

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

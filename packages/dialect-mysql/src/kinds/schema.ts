import { compareWhole, type SchemaObject, type State, stepsByRules } from "@atlas/core";
import { attribute, type BlockReader, quoted } from "@atlas/hcl";
import { type CatalogQuery, type CatalogRows, type MysqlKind, type ReadContext, rowsOf } from "../kind.ts";
import { supports } from "../flavour.ts";
import { doubleQuoted, ident } from "../text.ts";
import { alterStep, createStep, dropStep } from "./steps.ts";

/** A database, which is this family's word for a schema. */
export interface Schema extends SchemaObject {
  readonly kind: "schema";
  readonly schema: "";
  /** Always there when it was read; absent in one that a text declares, and then that of the server. */
  readonly charset?: string;
  readonly collation?: string;
  /** What the server gives to a schema that says nothing; absent in one that a text declares. Never compared. */
  readonly serverDefault?: {
    readonly charset: string;
    readonly collation: string;
    /** How the server spells names of tables; absent: as they are written. */
    readonly lowerCaseTableNames?: 1 | 2;
  };
  /** MariaDB. */
  readonly comment?: string;
  /** MySQL: new tables are encrypted. */
  readonly encrypted?: true;
}

interface SchemaRow {
  readonly name: string;
  readonly charset: string;
  readonly collation: string;
  readonly comment: string | null;
  readonly encryption: string | null;
}

const schemasQuery: CatalogQuery = {
  name: "schemas",
  sql: ({ server, inSchemas }) => `SELECT SCHEMA_NAME AS name, DEFAULT_CHARACTER_SET_NAME AS charset,
      DEFAULT_COLLATION_NAME AS collation,
      ${supports(server, "schemaComment") ? "NULLIF(SCHEMA_COMMENT, '')" : "NULL"} AS comment,
      ${supports(server, "schemaEncryption") ? "DEFAULT_ENCRYPTION" : "NULL"} AS encryption
    FROM INFORMATION_SCHEMA.SCHEMATA WHERE ${inSchemas("SCHEMA_NAME")} ORDER BY SCHEMA_NAME`,
};

export const schemaKind: MysqlKind<Schema> = {
  name: "schema",
  catalog: [schemasQuery],
  recreatable: false,

  read: (rows, context) => (context.bound === null ? schemasOf(rows, context) : []),

  requires: () => [],

  essence: facts,

  compare: (from, to) => compareWhole(inTermsOf(from, to), to, facts),

  steps: stepsByRules<Schema>({
    add: (schema, context) => [
      createStep(
        schema,
        {
          sql: `CREATE DATABASE ${ident(schema.name)}${newOptions(schema, defaultsOf(context.from) ?? schema.serverDefault)}`,
          comment: `add new schema named "${schema.name}"`,
          undo: [`DROP DATABASE ${ident(schema.name)}`],
        },
        [],
      ),
    ],
    drop: (schema) => [
      {
        ...dropStep(
          schema,
          { sql: `DROP DATABASE ${ident(schema.name)}`, comment: `drop schema named "${schema.name}"` },
          [],
        ),
        blocks: "everything",
        losesData: true,
        loses: [`schema "${schema.name}"`],
      },
    ],
    modify: (from, to) => [
      alterStep(to, {
        sql: `ALTER DATABASE ${ident(to.name)}${changedOptions(from, to)}`,
        comment: `modify "${to.name}" schema`,
        undo: [`ALTER DATABASE ${ident(to.name)}${changedOptions(to, from)}`],
      }),
    ],
  }),

  hcl: {
    types: ["schema"],
    read(block) {
      const charset = block.text("charset");
      const collation = readCollation(block);
      const comment = block.text("comment");
      return {
        kind: "schema",
        schema: "",
        name: block.name,
        ...(charset !== undefined && { charset }),
        ...(collation !== undefined && { collation }),
        ...(comment && { comment }),
        ...(block.bool("encrypted") && { encrypted: true as const }),
      };
    },
    print: ({ name, charset, collation, comment, encrypted }) => [
      {
        type: "schema",
        labels: [name],
        body: [
          ...attribute("comment", comment === undefined ? undefined : quoted(comment)),
          ...attribute("charset", charset === undefined ? undefined : quoted(charset)),
          ...attribute("collate", collation === undefined ? undefined : quoted(collation)),
          ...attribute("encrypted", encrypted && "true"),
        ],
      },
    ],
  },
};

/** The schema that the connection is bound to, which is no object of its state. */
export function boundSchemaOf(rows: CatalogRows, context: ReadContext): Schema | undefined {
  return schemasOf(rows, context).find(({ name }) => name === context.bound);
}

function schemasOf(rows: CatalogRows, { defaults }: ReadContext): readonly Schema[] {
  const { charset: usualCharset, collation: usualCollation, lowerCaseTableNames } = defaults;
  const serverDefault = {
    charset: usualCharset,
    collation: usualCollation,
    ...(lowerCaseTableNames !== 0 && { lowerCaseTableNames }),
  };
  return rowsOf<SchemaRow>(rows, schemasQuery).map(({ name, charset, collation, comment, encryption }) => ({
    kind: "schema",
    schema: "",
    name,
    charset,
    collation,
    serverDefault,
    ...(comment !== null && { comment }),
    ...(encryption === "YES" && { encrypted: true as const }),
  }));
}

/** `collation` is another word for `collate`. */
function readCollation(block: BlockReader): string | undefined {
  const collation = block.text("collate");
  const synonym = block.text("collation");
  if (collation !== undefined && synonym !== undefined)
    throw block.error("collate and collation mean the same", "Keep one of them.", "collation");
  return collation ?? synonym;
}

function facts({ name, charset, collation, comment = "", encrypted }: Schema): unknown {
  return { kind: "schema", name, charset, collation, comment, encrypted };
}

/** What a text leaves open is not compared; a read state leaves nothing open. */
function inTermsOf(from: Schema, to: Schema): Schema {
  const { charset, collation, ...rest } = from;
  return {
    ...rest,
    ...(charset !== undefined && to.charset !== undefined && { charset }),
    ...(collation !== undefined && to.collation !== undefined && { collation }),
  };
}

/** Of the server that the schema is made on, which need not be the one that it was read from. */
function defaultsOf(state: State): Schema["serverDefault"] {
  // The fields are those of the kind.
  const schemas = state.objects.filter((object): object is Schema => object.kind === "schema");
  return schemas.find(({ serverDefault }) => serverDefault)?.serverDefault;
}

function newOptions(
  { charset, collation, comment, encrypted }: Schema,
  usual: Schema["serverDefault"],
): string {
  const others = { charset: charset !== usual?.charset, collation: collation !== usual?.collation };
  return [
    charset !== undefined && others.charset ? ` CHARSET ${charset}` : "",
    collation !== undefined && others.collation ? ` COLLATE ${collation}` : "",
    encrypted ? " ENCRYPTION 'Y'" : "",
    comment === undefined ? "" : ` COMMENT ${doubleQuoted(comment)}`,
  ].join("");
}

/** A charset brings its own collation along, so the collation stands behind it. */
function changedOptions(from: Schema, to: Schema): string {
  const isOther = from.charset !== to.charset || from.collation !== to.collation;
  return [
    isOther && to.charset !== undefined ? ` CHARSET ${to.charset}` : "",
    isOther && to.collation !== undefined ? ` COLLATE ${to.collation}` : "",
    (from.encrypted ?? false) === (to.encrypted ?? false) ? "" : ` ENCRYPTION '${to.encrypted ? "Y" : "N"}'`,
    (from.comment ?? "") === (to.comment ?? "") ? "" : ` COMMENT ${doubleQuoted(to.comment ?? "")}`,
  ].join("");
}

import {
  alterStep,
  compareWhole,
  createStep,
  type DraftStep,
  dropStep,
  type Ref,
  refOf,
  type Rename,
  type SchemaObject,
  stepsByRules,
  type StepsContext,
} from "@atlas/core";
import { type CatalogQuery, type PostgresKind, type ReadContext, rowsOf } from "../kind.ts";
import { isMade } from "./catalog-text.ts";
import { columnRef, commentStep, ident, qualified } from "../text.ts";
import { publicationCodec } from "./hcl/publication.ts";
import { withSuspensions } from "./relation-parts.ts";
import { loggedRef } from "./table/aspects.ts";
import { childrenOf } from "./table/family.ts";
import { renameInExpression } from "./table/rename-expression.ts";
import { readUses, type UseRow } from "./uses.ts";

/** What subscribers hear of. A publication belongs to the whole database. */
export interface Publication extends SchemaObject {
  readonly kind: "publication";
  readonly schema: "";
  /** Every table there is and will be; then it names none. */
  readonly allTables: boolean;
  /** By schema and name. */
  readonly tables: readonly PublishedTable[];
  /** Every table of these schemas (PostgreSQL 15). */
  readonly schemas: readonly string[];
  /** Of `insert`, `update`, `delete`, `truncate`, in that order. */
  readonly publish: readonly string[];
  /** Changes of partitions are told as changes of the partitioned table. */
  readonly viaRoot: boolean;
  /** PostgreSQL 18: `stored` generated columns are published, too. */
  readonly generatedColumns?: "stored";
  readonly comment?: string;
}

export interface PublishedTable {
  readonly schema: string;
  readonly name: string;
  /** Only these columns, by name (PostgreSQL 15); empty: all. */
  readonly columns: readonly string[];
  /** Only these rows (PostgreSQL 15): a condition in parentheses. */
  readonly where?: string;
  /** What the condition depends on. Never compared. */
  readonly uses: readonly Ref[];
}

interface PublicationRow {
  readonly id: number;
  readonly name: string;
  readonly all_tables: boolean;
  readonly publish: readonly string[];
  readonly via_root: boolean;
  readonly generated: string;
  readonly schemas: readonly string[];
  readonly comment: string | null;
}

/** The manual's order of what can be published, which the server also shows. */
const operations = ["insert", "update", "delete", "truncate"];

const publicationsQuery: CatalogQuery = {
  name: "publications",
  when: isMade("pg_publication"),
  sql: (version) => `SELECT p.oid::int8::float8 AS id, p.pubname::text AS name, p.puballtables AS all_tables,
      pg_catalog.array_remove(ARRAY[CASE WHEN p.pubinsert THEN 'insert' END, CASE WHEN p.pubupdate THEN 'update' END,
        CASE WHEN p.pubdelete THEN 'delete' END, ${version >= 110_000 ? "CASE WHEN p.pubtruncate THEN 'truncate' END" : "NULL"}], NULL) AS publish,
      ${version >= 130_000 ? "p.pubviaroot" : "false"} AS via_root,
      ${version >= 180_000 ? "p.pubgencols::text" : "'n'"} AS generated,
      ${
        version >= 150_000
          ? `ARRAY(SELECT n.nspname::text FROM pg_catalog.pg_publication_namespace s
        JOIN pg_catalog.pg_namespace n ON n.oid = s.pnnspid WHERE s.pnpubid = p.oid ORDER BY 1)`
          : "ARRAY[]::text[]"
      } AS schemas,
      pg_catalog.obj_description(p.oid, 'pg_publication') AS comment
    FROM pg_catalog.pg_publication p
    WHERE $1::text[] IS NOT NULL AND $2 = '' AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend x
      WHERE x.classid = 'pg_catalog.pg_publication'::pg_catalog.regclass AND x.objid = p.oid AND x.deptype = 'e')
    ORDER BY 2`,
};

interface PublishedTableRow {
  readonly id: number;
  readonly publication_id: number;
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly string[];
  readonly where: string | null;
}

const publishedTablesQuery: CatalogQuery = {
  name: "published tables",
  when: isMade("pg_publication"),
  sql: (
    version,
  ) => `SELECT r.oid::int8::float8 AS id, r.prpubid::int8::float8 AS publication_id, n.nspname::text AS schema, c.relname::text AS name,
      ${
        version >= 150_000
          ? `ARRAY(SELECT a.attname::text FROM pg_catalog.unnest(r.prattrs::int2[]) k
        JOIN pg_catalog.pg_attribute a ON a.attrelid = r.prrelid AND a.attnum = k ORDER BY 1)`
          : "ARRAY[]::text[]"
      } AS columns,
      ${version >= 150_000 ? "pg_catalog.pg_get_expr(r.prqual, r.prrelid)" : "NULL::text"} AS "where"
    FROM pg_catalog.pg_publication_rel r JOIN pg_catalog.pg_class c ON c.oid = r.prrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE $1::text[] IS NOT NULL AND $2 = ''
    ORDER BY 2, 3, 4`,
};

const publicationUsesQuery: CatalogQuery = {
  name: "publication uses",
  when: isMade("pg_publication"),
  givesUses: true,
  sql: () => `SELECT r.oid, r.tableoid, r.oid, 'pg_catalog.pg_class'::pg_catalog.regclass, r.prrelid
    FROM pg_catalog.pg_publication_rel r WHERE $2 = ''`,
};

export const publicationKind: PostgresKind<Publication> = {
  name: "publication",
  catalog: [publicationsQuery, publishedTablesQuery, publicationUsesQuery],
  // In one transaction subscribers do not see that it was away.
  recreatable: true,

  read(rows, context) {
    const uses = Map.groupBy(rowsOf<UseRow>(rows, publicationUsesQuery), (row) => row.id);
    const tables = Map.groupBy(
      rowsOf<PublishedTableRow>(rows, publishedTablesQuery),
      (row) => row.publication_id,
    );
    return rowsOf<PublicationRow>(rows, publicationsQuery).map((row) => ({
      kind: "publication",
      schema: "",
      name: row.name,
      allTables: row.all_tables,
      tables: (tables.get(row.id) ?? []).map((table) => readTable(table, uses.get(table.id) ?? [], context)),
      schemas: row.schemas,
      publish: row.publish,
      viaRoot: row.via_root,
      ...(row.generated === "s" && { generatedColumns: "stored" }),
      ...(row.comment !== null && { comment: row.comment }),
    }));
  },

  requires,
  renamed,
  essence: (publication) => ({ ...publication, tables: publication.tables.map(withoutUses) }),
  compare: (from, to) =>
    compareWhole(from, to, (publication) => ({
      ...publication,
      tables: publication.tables.map(withoutUses),
      comment: publication.comment ?? "",
    })),

  // What is committed while it is away cannot be told to subscribers, and holds up all that follows.
  steps: (changes, context) => withSuspensions(stepsOf(changes, context)),

  hcl: publicationCodec,
};

const stepsOf = stepsByRules<Publication>({
  add: (publication, context) => create(publication, context),
  drop: (publication, context) => [drop(publication, context)],
  // No statement before PostgreSQL 19 turns a list into all tables or back.
  modify: (from, to, context) =>
    from.allTables === to.allTables
      ? alter(from, to, context)
      : [drop(from, context), ...create(to, context)],
});

function readTable(row: PublishedTableRow, uses: readonly UseRow[], context: ReadContext): PublishedTable {
  return {
    schema: context.schemaName(row.schema),
    name: row.name,
    columns: row.columns,
    ...(row.where !== null && { where: row.where }),
    uses: readUses(uses, context),
  };
}

/** Tables and columns are published under whatever name they have. */
function renamed(publication: Publication, { from, to }: Rename): Publication {
  if (from.kind !== "table" && from.kind !== "column") return publication;
  const table = from.table ?? from.name;
  return {
    ...publication,
    tables: publication.tables.map((one) => {
      if (one.schema !== from.schema || one.name !== table) return one;
      if (from.kind === "table") return { ...one, name: to.name };
      return {
        ...one,
        columns: one.columns.map((name) => (name === from.name ? to.name : name)).toSorted(),
        ...(one.where !== undefined && { where: renameInExpression(one.where, from.name, to.name) }),
      };
    }),
  };
}

function withoutUses({ uses: _uses, ...table }: PublishedTable): Omit<PublishedTable, "uses"> {
  return table;
}

function requires(publication: Publication): readonly Ref[] {
  return [
    ...publication.tables.flatMap(tableRefs),
    ...publication.schemas.map((name) => ({ kind: "schema", schema: "", name })),
  ];
}

function tableRefs(table: PublishedTable): readonly Ref[] {
  return [
    { kind: "table", schema: table.schema, name: table.name },
    loggedRef(table),
    ...table.columns.map((column) => columnRef(table, column)),
    ...table.uses,
  ];
}

function create(publication: Publication, context: StepsContext): readonly DraftStep[] {
  const step = createStep(
    publication,
    {
      sql: createSql(publication, context),
      comment: `create publication "${publication.name}"`,
      undo: [`DROP PUBLICATION ${ident(publication.name)}`],
    },
    requires(publication),
  );
  return [
    // Each table that it names is held against other schema changes.
    publication.tables.length === 0 ? step : { ...step, blocks: "ddl" },
    ...describe(undefined, publication, "add_publication"),
  ];
}

function drop(publication: Publication, context: StepsContext): DraftStep {
  return dropStep(
    publication,
    {
      sql: `DROP PUBLICATION ${ident(publication.name)}`,
      comment: `drop publication "${publication.name}"`,
      undo: [
        createSql(publication, context),
        ...describe(undefined, publication, "add_publication").map((step) => step.sql),
      ],
    },
    requires(publication),
  );
}

function createSql(publication: Publication, context: StepsContext): string {
  const { name, allTables, tables, schemas } = publication;
  const members = [
    ...(tables.length === 0 ? [] : [`TABLE ${tables.map((table) => tableSql(table, context)).join(", ")}`]),
    ...(schemas.length === 0 ? [] : [`TABLES IN SCHEMA ${schemas.map(ident).join(", ")}`]),
  ];
  const what = allTables ? ["ALL TABLES"] : members;
  const settings = settingsOf(publication).filter(([, value, standard]) => value !== standard);
  return [
    `CREATE PUBLICATION ${ident(name)}`,
    ...(what.length === 0 ? [] : [`FOR ${what.join(", ")}`]),
    ...(settings.length === 0 ? [] : [`WITH (${settings.map(settingSql).join(", ")})`]),
  ].join(" ");
}

/**
 * Named without ONLY a table brings those along that inherit from it, before or after other steps of the plan;
 * partitions are part of theirs anyway.
 */
function nameOf(table: PublishedTable, { from, to }: StepsContext): string {
  const children = [...childrenOf(from, table), ...childrenOf(to, table)];
  const hasHeirs = children.some((child) => child.partitionOf === undefined);
  return hasHeirs ? `ONLY ${qualified(table)}` : qualified(table);
}

function tableSql(table: PublishedTable, context: StepsContext): string {
  return [
    nameOf(table, context),
    ...(table.columns.length === 0 ? [] : [`(${table.columns.map(ident).join(", ")})`]),
    ...(table.where === undefined ? [] : [`WHERE ${table.where}`]),
  ].join(" ");
}

type Setting = readonly [name: string, value: string, standard: string];

function settingsOf({ publish, viaRoot, generatedColumns }: Publication): readonly Setting[] {
  return [
    ["publish", `'${publish.join(", ")}'`, `'${operations.join(", ")}'`],
    ["publish_via_partition_root", String(viaRoot), "false"],
    ["publish_generated_columns", generatedColumns ?? "none", "none"],
  ];
}

function settingSql([name, value]: Setting): string {
  return `${name} = ${value}`;
}

/** Members go before others come, so that a table may come back with another condition. */
function alter(from: Publication, to: Publication, context: StepsContext): readonly DraftStep[] {
  const statement = (action: string): string => `ALTER PUBLICATION ${ident(to.name)} ${action}`;
  const step = (action: string, undo: string, facts: Partial<DraftStep> = {}): DraftStep =>
    alterStep(
      to,
      { sql: statement(action), comment: `modify publication "${to.name}"`, undo: [statement(undo)] },
      facts,
    );
  const key = (table: PublishedTable): string => JSON.stringify(withoutUses(table));
  const before = new Set(from.tables.map(key));
  const after = new Set(to.tables.map(key));
  const gone = from.tables.filter((table) => !after.has(key(table)));
  const come = to.tables.filter((table) => !before.has(key(table)));
  const goneSchemas = from.schemas.filter((name) => !to.schemas.includes(name));
  const newSchemas = to.schemas.filter((name) => !from.schemas.includes(name));
  const settings = settingsOf(to).filter(([, value], at) => value !== settingsOf(from)[at]?.[1]);
  const previous = settingsOf(from).filter(([, value], at) => value !== settingsOf(to)[at]?.[1]);
  const names = (tables: readonly PublishedTable[]): string =>
    `TABLE ${tables.map((table) => nameOf(table, context)).join(", ")}`;
  const full = (tables: readonly PublishedTable[]): string =>
    `TABLE ${tables.map((table) => tableSql(table, context)).join(", ")}`;
  const inSchemas = (list: readonly string[]): string => `TABLES IN SCHEMA ${list.map(ident).join(", ")}`;
  const schemaRefs = (list: readonly string[]): readonly Ref[] =>
    list.map((name) => ({ kind: "schema", schema: "", name }));
  return [
    ...(gone.length === 0
      ? []
      : [step(`DROP ${names(gone)}`, `ADD ${full(gone)}`, { releases: gone.flatMap(tableRefs) })]),
    ...(goneSchemas.length === 0
      ? []
      : [
          step(`DROP ${inSchemas(goneSchemas)}`, `ADD ${inSchemas(goneSchemas)}`, {
            releases: schemaRefs(goneSchemas),
          }),
        ]),
    ...(settings.length === 0
      ? []
      : [
          step(
            `SET (${settings.map(settingSql).join(", ")})`,
            `SET (${previous.map(settingSql).join(", ")})`,
          ),
        ]),
    ...(come.length === 0
      ? []
      : [step(`ADD ${full(come)}`, `DROP ${names(come)}`, { needs: come.flatMap(tableRefs) })]),
    ...(newSchemas.length === 0
      ? []
      : [
          step(`ADD ${inSchemas(newSchemas)}`, `DROP ${inSchemas(newSchemas)}`, {
            needs: schemaRefs(newSchemas),
          }),
        ]),
    ...describe(from, to, "modify_publication"),
  ];
}

function describe(from: Publication | undefined, to: Publication, change: string): readonly DraftStep[] {
  if ((from?.comment ?? "") === (to.comment ?? "")) return [];
  return [
    commentStep(
      `PUBLICATION ${ident(to.name)}`,
      `publication: "${to.name}"`,
      refOf(to),
      to.comment,
      from?.comment,
      change,
    ),
  ];
}

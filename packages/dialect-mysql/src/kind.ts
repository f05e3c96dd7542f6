import type { ObjectKind, SchemaObject, UnmanagedObject } from "@atlas/core";
import type { BlockCodec } from "@atlas/hcl";
import type { Server } from "./flavour.ts";

/** One row of a catalog query: texts as the server writes them, or `null`; typed by the kind that asked. */
export type CatalogRow = Readonly<Record<string, string | null>>;

/**
 * A question to the catalog, asked together with those of all other kinds in one round trip.
 *
 * It must be ordered and cost one pass whatever the number of tables: what has to be joined is read apart and joined
 * here, as the information schema joins row by row. Every column has an alias in lower case.
 */
export interface CatalogQuery {
  readonly name: string;
  /**
   * The server may deny it to some, or fail where a table is broken: there are no rows then, and the kind names what it
   * misses. Default: `false`.
   */
  readonly deniable?: boolean;
  /** Where the server denies one of these, all of them are done without. Default: `false`. */
  readonly optional?: boolean;
  /** `undefined`: this server has nothing of the kind. */
  readonly sql: (context: QueryContext) => string | undefined;
}

export interface QueryContext {
  readonly server: Server;
  /**
   * The condition that a column names one of the schemas to read: `TABLE_SCHEMA IN ('a', 'b')`. Names are literals, so
   * that the server looks into these schemas alone.
   */
  readonly inSchemas: (column: string) => string;
  /** The condition that a column holds `schema/…` of one of these schemas, as files are named. */
  readonly inFolders: (column: string) => string;
}

/** What a server has where nothing else is said, and how it compares names. */
export interface ServerDefaults {
  readonly charset: string;
  readonly collation: string;
  /** `lower_case_table_names`: 0 keeps case and compares it, 1 lowers, 2 keeps and ignores it. */
  readonly lowerCaseTableNames: 0 | 1 | 2;
  /** The storage engine of tables that name none, such as `InnoDB`. */
  readonly engine: string;
}

export interface ReadContext {
  readonly server: Server;
  readonly defaults: ServerDefaults;
  /** The schema the connection is bound to; `null` when it is not. */
  readonly bound: string | null;
  /**
   * Texts that the session has run name what `SHOW CREATE TABLE` alone tells of plain tables: all of these are asked for.
   * Default: `false`.
   */
  readonly readsEverything?: boolean;
  /** How a schema is named in the state: the empty string for the bound schema. */
  schemaName(catalogName: string): string;
}

/** Rows by the name of the query that asked for them. */
export type CatalogRows = ReadonlyMap<string, readonly CatalogRow[]>;

/** One kind of object, whole: how it is read, compared, changed and printed. */
export interface MysqlKind<O extends SchemaObject = SchemaObject> extends ObjectKind<O> {
  readonly catalog: readonly CatalogQuery[];
  /**
   * What has to be asked once the rows are there, such as `SHOW CREATE` where the catalog does not tell: one more round
   * trip for all kinds together. Default: nothing.
   */
  further?(rows: CatalogRows, context: ReadContext): readonly CatalogQuery[];
  read(rows: CatalogRows, context: ReadContext): readonly O[];
  /** What lies in this kind's part of the catalog and is not modelled. */
  unmanaged?(rows: CatalogRows, context: ReadContext): readonly UnmanagedObject[];
  /** How it is written in HCL. */
  readonly hcl: BlockCodec<O>;
}

/** The rows of a query, as the type its SQL gives them. */
// The caller names the row type, as only it knows the columns of its query.
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters
export function rowsOf<Row>(rows: CatalogRows, query: { readonly name: string }): readonly Row[] {
  // The columns of a catalog query are fixed by its SQL; its row type stands beside it.
  return (rows.get(query.name) ?? []) as unknown as readonly Row[];
}

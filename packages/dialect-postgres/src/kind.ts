import type { ObjectKind, SchemaObject, UnmanagedObject } from "@atlas/core";
import type { BlockCodec } from "@atlas/hcl";

/** One row of a catalog query, as the server sent it: typed by the kind that asked. */
export type CatalogRow = Readonly<Record<string, unknown>>;

/**
 * A question to the catalog, asked together with those of all other kinds in one snapshot.
 *
 * Every query takes the same two parameters: `$1` the names of the schemas to read (`text[]`), and `$2`
 * the name of the schema the connection is bound to, or the empty string. It must be schema-qualified
 * (`pg_catalog.…`), ordered, must leave out what belongs to an extension, and cost one pass whatever the
 * number of tables. `name[]` and vectors are cast to `text[]` or `int[]`.
 */
export interface CatalogQuery {
  readonly name: string;
  /** @param serverVersion - such as 160014 (`server_version_num`). */
  sql(serverVersion: number): string;
  /**
   * A condition in SQL that costs next to nothing, and without which there are no rows in any schema: then the
   * query is not asked. Most databases have few kinds of objects, and a query takes milliseconds to plan.
   */
  readonly when?: string;
  /**
   * Its rows name objects by their ids, and it is answered by what these depend on, as `UseRow`s: looked up for all
   * such queries together. Five columns: the `id` to answer with, class and id of the object in `pg_depend`, and
   * class and id of what it is a part of or is itself, which is left out of the answer.
   */
  readonly givesUses?: true;
}

export interface ReadContext {
  readonly serverVersion: number;
  /** The schema the connection is bound to; `null` when it is not. */
  readonly bound: string | null;
  /**
   * How a schema is named in the state: the empty string for the bound schema, so that its SQL carries no
   * qualifier and both sides compare whatever their schema is called.
   */
  schemaName(catalogName: string): string;
}

/** Rows by the name of the query that asked for them. */
export type CatalogRows = ReadonlyMap<string, readonly CatalogRow[]>;

/** One kind of PostgreSQL object, whole: how it is read, compared, changed and printed. */
export interface PostgresKind<O extends SchemaObject = SchemaObject> extends ObjectKind<O> {
  readonly catalog: readonly CatalogQuery[];
  read(rows: CatalogRows, context: ReadContext): readonly O[];
  /** What lies in this kind's part of the catalog and is not modelled (a trigger on a table, a rule on a view). */
  unmanaged?(rows: CatalogRows, context: ReadContext): readonly UnmanagedObject[];
  /** How it is written in HCL. */
  readonly hcl: BlockCodec<O>;
}

/** The rows of a query, as the type its SQL gives them. */
// The caller names the row type, as only it knows the columns of its query.
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters
export function rowsOf<Row>(rows: CatalogRows, query: CatalogQuery): readonly Row[] {
  // The columns of a catalog query are fixed by its SQL; its row type stands beside it.
  return (rows.get(query.name) ?? []) as readonly Row[];
}

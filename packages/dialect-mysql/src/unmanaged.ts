import type { UnmanagedObject } from "@atlas/core";
import { supports } from "./flavour.ts";
import { type CatalogQuery, type CatalogRows, type ReadContext, rowsOf } from "./kind.ts";

/**
 * What exists in the catalog and belongs to no kind.
 *
 * Accounts, roles and privileges are the server's and stay where they are when an object goes, by its name; so do
 * loadable functions and the servers of FEDERATED tables, which only administrators see. Temporary tables are those
 * of one session. None of these is read.
 */
interface Row {
  readonly kind: string;
  /** Absent: it belongs to the whole server. */
  readonly schema: string | null;
  readonly name: string;
}

/** Code in other languages. @see https://dev.mysql.com/doc/refman/9.5/en/information-schema-libraries-table.html */
const librariesQuery: CatalogQuery = {
  name: "libraries",
  sql: ({ server, inSchemas }) =>
    supports(server, "libraries")
      ? `SELECT 'library' AS kind, LIBRARY_SCHEMA AS \`schema\`, LIBRARY_NAME AS name
        FROM INFORMATION_SCHEMA.LIBRARIES WHERE ${inSchemas("LIBRARY_SCHEMA")} ORDER BY 2, 3`
      : undefined,
};

/** While it is so, the server refuses every change of what lies in it. @see https://dev.mysql.com/doc/refman/9.5/en/alter-database.html */
const schemaOptionsQuery: CatalogQuery = {
  name: "schema options",
  sql: ({ server, inSchemas }) =>
    supports(server, "schemaOptions")
      ? `SELECT 'schema attribute' AS kind, SCHEMA_NAME AS \`schema\`, OPTIONS AS name
        FROM INFORMATION_SCHEMA.SCHEMATA_EXTENSIONS WHERE ${inSchemas("SCHEMA_NAME")} AND OPTIONS <> '' ORDER BY 2`
      : undefined,
};

/** Those that every server has are called so. */
const resourceGroupsQuery: CatalogQuery = {
  name: "resource groups",
  sql: ({ server }) =>
    supports(server, "resourceGroups")
      ? `SELECT 'resource group' AS kind, NULL AS \`schema\`, RESOURCE_GROUP_NAME AS name
        FROM INFORMATION_SCHEMA.RESOURCE_GROUPS WHERE RESOURCE_GROUP_NAME NOT IN ('USR_default', 'SYS_default')
        ORDER BY 3`
      : undefined,
};

/** The server brings those of EPSG along; 0 is the plane without units. */
const spatialSystemsQuery: CatalogQuery = {
  name: "spatial reference systems",
  sql: ({ server }) =>
    supports(server, "srid")
      ? `SELECT 'spatial reference system' AS kind, NULL AS \`schema\`, SRS_NAME AS name
        FROM INFORMATION_SCHEMA.ST_SPATIAL_REFERENCE_SYSTEMS
        WHERE SRS_ID <> 0 AND (ORGANIZATION IS NULL OR ORGANIZATION <> 'EPSG') ORDER BY 3`
      : undefined,
};

const objectQueries = [librariesQuery, resourceGroupsQuery, spatialSystemsQuery] as const;

export const unmanaged = {
  queries: [...objectQueries, schemaOptionsQuery],
  read: (rows: CatalogRows, context: ReadContext): readonly UnmanagedObject[] => [
    ...objectQueries
      .flatMap((query) => rowsOf<Row>(rows, query))
      // What belongs to the server is none of the business of one schema.
      .filter(({ schema }) => schema !== null || context.bound === null)
      .map(({ kind, schema, name }) => {
        const inState = schema === null ? "" : context.schemaName(schema);
        return { kind, schema: inState, name: inState === "" ? name : `${inState}.${name}` };
      }),
    ...rowsOf<Row>(rows, schemaOptionsQuery).map(({ kind, schema, name }) => {
      const inState = context.schemaName(schema ?? "");
      const owner = inState === "" ? "the schema" : inState;
      return { kind, schema: inState, name: `${name} of ${owner}`, isTrait: true as const };
    }),
  ],
};

import { supports } from "../../flavour.ts";
import type { CatalogQuery, QueryContext } from "../../kind.ts";

// None of them has an ORDER BY, which costs the server as much again as the rows: they are put in order here.

export interface TableRow {
  readonly schema: string;
  readonly table: string;
  /** `BASE TABLE`, or `SYSTEM VERSIONED` of MariaDB. */
  readonly type: string;
  /** `null`: its engine is not there, or the table is broken. */
  readonly engine: string | null;
  readonly next: string | null;
  readonly collation: string | null;
  readonly options: string | null;
  readonly comment: string | null;
}

/** @see https://dev.mysql.com/doc/refman/8.4/en/information-schema-tables-table.html */
export const tablesQuery: CatalogQuery = {
  name: "tables",
  sql: ({
    inSchemas,
  }) => `SELECT TABLE_SCHEMA AS \`schema\`, TABLE_NAME AS \`table\`, TABLE_TYPE AS type, ENGINE AS engine,
    AUTO_INCREMENT AS next, TABLE_COLLATION AS collation, CREATE_OPTIONS AS options, TABLE_COMMENT AS comment
    FROM INFORMATION_SCHEMA.TABLES
    WHERE ${inSchemas("TABLE_SCHEMA")} AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')`,
};

export interface ColumnRow {
  readonly schema: string;
  readonly table: string;
  readonly name: string;
  readonly position: string;
  readonly default: string | null;
  readonly nullable: "YES" | "NO";
  readonly type: string;
  readonly collation: string | null;
  readonly extra: string | null;
  readonly comment: string | null;
  readonly generation: string | null;
  readonly srid: string | null;
}

/** @see https://dev.mysql.com/doc/refman/8.4/en/information-schema-columns-table.html */
export const columnsQuery: CatalogQuery = {
  name: "columns",
  sql: ({
    server,
    inSchemas,
  }) => `SELECT TABLE_SCHEMA AS \`schema\`, TABLE_NAME AS \`table\`, COLUMN_NAME AS name,
    ORDINAL_POSITION AS position, COLUMN_DEFAULT AS \`default\`, IS_NULLABLE AS nullable, COLUMN_TYPE AS type,
    COLLATION_NAME AS collation, EXTRA AS extra, COLUMN_COMMENT AS comment,
    ${supports(server, "generatedColumn") ? "GENERATION_EXPRESSION" : "NULL"} AS generation,
    ${supports(server, "srid") ? "SRS_ID" : "NULL"} AS srid
    FROM INFORMATION_SCHEMA.COLUMNS WHERE ${inSchemas("TABLE_SCHEMA")}`,
};

export interface IndexRow {
  readonly schema: string;
  readonly table: string;
  readonly name: string;
  readonly nonUnique: string;
  readonly position: string;
  readonly column: string | null;
  readonly direction: "A" | "D" | null;
  readonly prefix: string | null;
  readonly type: string;
  readonly comment: string | null;
  readonly hidden: "YES" | "NO" | null;
  readonly expression: string | null;
}

/** @see https://dev.mysql.com/doc/refman/8.4/en/information-schema-statistics-table.html */
export const indexesQuery: CatalogQuery = {
  name: "indexes",
  sql: ({
    server,
    inSchemas,
  }) => `SELECT TABLE_SCHEMA AS \`schema\`, TABLE_NAME AS \`table\`, INDEX_NAME AS name,
    NON_UNIQUE AS nonUnique, SEQ_IN_INDEX AS position, COLUMN_NAME AS \`column\`, COLLATION AS direction,
    SUB_PART AS prefix, INDEX_TYPE AS type, INDEX_COMMENT AS comment, ${hiddenIndex({ server })} AS hidden,
    ${supports(server, "statisticsExpression") ? "EXPRESSION" : "NULL"} AS expression
    FROM INFORMATION_SCHEMA.STATISTICS WHERE ${inSchemas("TABLE_SCHEMA")}`,
};

function hiddenIndex({ server }: Pick<QueryContext, "server">): string {
  if (supports(server, "invisibleIndex")) return "CASE IS_VISIBLE WHEN 'NO' THEN 'YES' ELSE 'NO' END";
  return supports(server, "ignoredIndex") ? "IGNORED" : "NULL";
}

export interface KeyColumnRow {
  readonly schema: string;
  readonly table: string;
  readonly name: string;
  readonly position: string;
  readonly column: string;
  readonly refSchema: string;
  readonly refTable: string;
  readonly refColumn: string;
}

export const keyColumnsQuery: CatalogQuery = {
  name: "foreign key columns",
  sql: ({
    inSchemas,
  }) => `SELECT TABLE_SCHEMA AS \`schema\`, TABLE_NAME AS \`table\`, CONSTRAINT_NAME AS name,
    ORDINAL_POSITION AS position, COLUMN_NAME AS \`column\`, REFERENCED_TABLE_SCHEMA AS refSchema,
    REFERENCED_TABLE_NAME AS refTable, REFERENCED_COLUMN_NAME AS refColumn
    FROM INFORMATION_SCHEMA.KEY_COLUMN_USAGE
    WHERE ${inSchemas("TABLE_SCHEMA")} AND REFERENCED_TABLE_NAME IS NOT NULL`,
};

export interface ForeignKeyRow {
  readonly schema: string;
  readonly table: string;
  readonly name: string;
  readonly onUpdate: string;
  readonly onDelete: string;
}

export const foreignKeysQuery: CatalogQuery = {
  name: "foreign keys",
  sql: ({
    inSchemas,
  }) => `SELECT CONSTRAINT_SCHEMA AS \`schema\`, TABLE_NAME AS \`table\`, CONSTRAINT_NAME AS name,
    UPDATE_RULE AS onUpdate, DELETE_RULE AS onDelete
    FROM INFORMATION_SCHEMA.REFERENTIAL_CONSTRAINTS WHERE ${inSchemas("CONSTRAINT_SCHEMA")}`,
};

export interface CheckRow {
  readonly schema: string;
  /** MariaDB alone says so here; `null`: `checkTablesQuery` does. */
  readonly table: string | null;
  readonly name: string;
  readonly expression: string;
  /** MariaDB: whether it stands with a column. */
  readonly level: "Column" | "Table" | null;
}

/** @see https://mariadb.com/kb/en/information-schema-check_constraints-table/ */
export const checksQuery: CatalogQuery = {
  name: "checks",
  sql: ({ server, inSchemas }) =>
    supports(server, "check")
      ? `SELECT CONSTRAINT_SCHEMA AS \`schema\`, ${supports(server, "checkTable") ? "TABLE_NAME" : "NULL"} AS \`table\`,
    CONSTRAINT_NAME AS name, CHECK_CLAUSE AS expression, ${supports(server, "checkLevel") ? "LEVEL" : "NULL"} AS level
    FROM INFORMATION_SCHEMA.CHECK_CONSTRAINTS WHERE ${inSchemas("CONSTRAINT_SCHEMA")}`
      : undefined,
};

export interface CheckTableRow {
  readonly schema: string;
  readonly table: string;
  readonly name: string;
  readonly enforced: "YES" | "NO";
}

/** Whose the checks are, where they do not say so themselves: asked where there are any. */
export const checkTablesQuery: CatalogQuery = {
  name: "tables of checks",
  sql: ({
    inSchemas,
  }) => `SELECT TABLE_SCHEMA AS \`schema\`, TABLE_NAME AS \`table\`, CONSTRAINT_NAME AS name,
    ENFORCED AS enforced
    FROM INFORMATION_SCHEMA.TABLE_CONSTRAINTS
    WHERE ${inSchemas("TABLE_SCHEMA")} AND CONSTRAINT_TYPE = 'CHECK'`,
};

export interface PartitionedRow {
  readonly schema: string;
  readonly table: string;
}

/**
 * Which tables are partitioned. Elsewhere the options of a table tell; those of MySQL 8 do not where `KEY ()` names no
 * columns.
 */
export const partitionedQuery: CatalogQuery = {
  name: "partitioned tables",
  sql: ({ server, inSchemas }) =>
    supports(server, "dataDictionary")
      ? `SELECT DISTINCT TABLE_SCHEMA AS \`schema\`, TABLE_NAME AS \`table\`
    FROM INFORMATION_SCHEMA.PARTITIONS WHERE ${inSchemas("TABLE_SCHEMA")} AND PARTITION_NAME IS NOT NULL`
      : undefined,
};

/**
 * Files of tables that are elsewhere than usual or grow in steps of their own, of which nothing else tells but
 * `SHOW CREATE TABLE`. What InnoDB chooses itself is less than the least that can be chosen, 4 MB, unless its pages are
 * larger than usual.
 *
 * @see https://dev.mysql.com/doc/refman/9.4/en/information-schema-files-table.html (asks for PROCESS)
 */
export const oddFilesQuery: CatalogQuery = {
  name: "odd files of tables",
  deniable: true,
  sql: ({ server, inFolders }) =>
    supports(server, "tablespaceNames")
      ? `SELECT TABLESPACE_NAME AS name FROM INFORMATION_SCHEMA.FILES
    WHERE ${inFolders("TABLESPACE_NAME")} AND (AUTOEXTEND_SIZE >= 4194304 OR FILE_NAME NOT LIKE './%')`
      : undefined,
};

/** Tables that have a tablespace of their own, and partitions: `schema/table`, `schema/table#p#p0`. Everybody may ask. */
export const tablespacesQuery: CatalogQuery = {
  name: "tablespaces of tables",
  sql: ({ server, inFolders }) =>
    supports(server, "tablespaceNames")
      ? `SELECT TABLESPACE_NAME AS name FROM INFORMATION_SCHEMA.TABLESPACES_EXTENSIONS WHERE ${inFolders("TABLESPACE_NAME")}`
      : undefined,
};

export interface ReferenceSystemRow {
  readonly schema: string;
  readonly table: string;
  readonly column: string;
  readonly srid: string;
}

/** MariaDB: `REF_SYSTEM_ID` of spatial columns, where there are any. */
export const referenceSystemsQuery: CatalogQuery = {
  name: "reference systems of columns",
  sql: ({
    inSchemas,
  }) => `SELECT G_TABLE_SCHEMA AS \`schema\`, G_TABLE_NAME AS \`table\`, G_GEOMETRY_COLUMN AS \`column\`,
    SRID AS srid FROM INFORMATION_SCHEMA.GEOMETRY_COLUMNS WHERE ${inSchemas("G_TABLE_SCHEMA")} AND SRID <> 0`,
};

/** All that is asked of every server, in one round trip. */
export const tableQueries: readonly CatalogQuery[] = [
  tablesQuery,
  columnsQuery,
  indexesQuery,
  keyColumnsQuery,
  foreignKeysQuery,
  checksQuery,
  partitionedQuery,
  oddFilesQuery,
  tablespacesQuery,
];

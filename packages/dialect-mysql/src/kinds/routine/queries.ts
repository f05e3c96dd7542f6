import { supports } from "../../flavour.ts";
import { type CatalogQuery, type CatalogRows, type QueryContext, rowsOf } from "../../kind.ts";
import { sessionColumns, type OriginRow } from "../origin.ts";

export interface RoutineRow extends OriginRow {
  readonly schema: string;
  readonly name: string;
  /** `FUNCTION`, `PROCEDURE`, and of MariaDB `PACKAGE` and `PACKAGE BODY`. */
  readonly type: string;
  /** `null`: we may not see it. */
  readonly body: string | null;
  readonly language: string | null;
  readonly is_deterministic: string;
  readonly data_access: string;
  readonly security: string;
  readonly sql_mode: string;
  readonly comment: string;
  readonly database_collation: string;
}

export const routinesQuery: CatalogQuery = {
  name: "routines",
  sql: ({
    server,
    inSchemas,
  }) => `SELECT ROUTINE_SCHEMA AS \`schema\`, ROUTINE_NAME AS name, ROUTINE_TYPE AS type,
      ROUTINE_DEFINITION AS body,
      ${supports(server, "externalLanguage") ? "EXTERNAL_LANGUAGE" : "'SQL'"} AS language,
      IS_DETERMINISTIC AS is_deterministic, SQL_DATA_ACCESS AS data_access, SECURITY_TYPE AS security,
      SQL_MODE AS sql_mode, ROUTINE_COMMENT AS comment, DATABASE_COLLATION AS database_collation,
      DEFINER AS definer, ${sessionColumns}
    FROM INFORMATION_SCHEMA.ROUTINES WHERE ${inSchemas("ROUTINE_SCHEMA")}
    ORDER BY ROUTINE_SCHEMA, ROUTINE_TYPE, ROUTINE_NAME`,
};

export interface ParameterRow {
  readonly schema: string;
  readonly routine: string;
  readonly type: string;
  /** 0 for what a function returns. */
  readonly position: string;
  readonly mode: string | null;
  readonly name: string | null;
  readonly data_type: string;
  readonly charset: string | null;
  readonly collation: string | null;
}

export const parametersQuery: CatalogQuery = {
  name: "routine parameters",
  sql: ({
    inSchemas,
  }) => `SELECT SPECIFIC_SCHEMA AS \`schema\`, SPECIFIC_NAME AS routine, ROUTINE_TYPE AS type,
      ORDINAL_POSITION AS position, PARAMETER_MODE AS mode, PARAMETER_NAME AS name,
      DTD_IDENTIFIER AS data_type, CHARACTER_SET_NAME AS charset, COLLATION_NAME AS collation
    FROM INFORMATION_SCHEMA.PARAMETERS WHERE ${inSchemas("SPECIFIC_SCHEMA")}
    ORDER BY SPECIFIC_SCHEMA, SPECIFIC_NAME, ROUTINE_TYPE, ORDINAL_POSITION`,
};

/** As the information schema writes the account that is connected: `'app'@'%'`. */
const self = `CONCAT('''', LEFT(CURRENT_USER(), LENGTH(CURRENT_USER()) - LENGTH(SUBSTRING_INDEX(CURRENT_USER(), '@', -1)) - 1),
  '''@''', SUBSTRING_INDEX(CURRENT_USER(), '@', -1), '''')`;

/** A row if we may read who may run what. */
export const mayReadGrantsQuery: CatalogQuery = {
  name: "may read routine grants",
  sql: () => `SELECT 1 AS may FROM INFORMATION_SCHEMA.USER_PRIVILEGES
      WHERE PRIVILEGE_TYPE = 'SELECT' AND GRANTEE = ${self}
    UNION SELECT 1 FROM INFORMATION_SCHEMA.SCHEMA_PRIVILEGES
      WHERE TABLE_SCHEMA = 'mysql' AND PRIVILEGE_TYPE = 'SELECT' AND GRANTEE = ${self}
    UNION SELECT 1 FROM INFORMATION_SCHEMA.TABLE_PRIVILEGES
      WHERE TABLE_SCHEMA = 'mysql' AND TABLE_NAME = 'procs_priv' AND PRIVILEGE_TYPE = 'SELECT' AND GRANTEE = ${self}`,
};

export interface GrantRow {
  readonly schema: string;
  readonly name: string;
  readonly type: string;
  readonly grantee: string;
  /** `Execute,Alter Routine,Grant` */
  readonly privileges: string;
}

/** Nothing but this table of the server's own tells all of it. */
export const grantsQuery: CatalogQuery = {
  name: "routine grants",
  sql: ({ inSchemas }: QueryContext) => `SELECT Db AS \`schema\`, Routine_name AS name, Routine_type AS type,
      CONCAT(User, '@', Host) AS grantee, Proc_priv AS privileges
    FROM mysql.procs_priv WHERE ${inSchemas("Db")} ORDER BY Db, Routine_name, Routine_type, User, Host`,
};

/** Whether a function of that name is stored in a schema. Names of routines are the same in either case. */
export function isFunctionIn(rows: CatalogRows): (schema: string, name: string) => boolean {
  const functions = rowsOf<RoutineRow>(rows, routinesQuery).filter(({ type }) => type === "FUNCTION");
  const keys = new Set(functions.map(({ schema, name }) => JSON.stringify([schema, name.toLowerCase()])));
  return (schema, name) => keys.has(JSON.stringify([schema, name.toLowerCase()]));
}

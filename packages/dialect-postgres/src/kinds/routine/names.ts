/**
 * The name under which states know a row of `pg_proc`: with its input types, `f(integer, text[])`, which is what
 * tells overloads apart. Types outside of the search path carry their schema.
 *
 * @param row - alias of the row in the query.
 */
export function routineName(row: string): string {
  return `${row}.proname || '(' || pg_catalog.oidvectortypes(${row}.proargtypes) || ')'`;
}

/**
 * The kind of a row of `pg_proc` as refs spell it: `function`, `procedure` or `aggregate`; a window function is a
 * function.
 */
export function routineKind(row: string, serverVersion: number): string {
  return serverVersion >= 110_000
    ? `CASE ${row}.prokind WHEN 'a' THEN 'aggregate' WHEN 'p' THEN 'procedure' ELSE 'function' END`
    : `CASE WHEN ${row}.proisagg THEN 'aggregate' ELSE 'function' END`;
}

/** How another object's query names the routine that it depends on. */
interface RoutineReference {
  /** Three columns: the kind, the schema and the name of the ref. */
  readonly columns: string;
  readonly joins: string;
}

/**
 * The ref of a row of `pg_proc`: the routine itself, the extension it belongs to, or the range type that it was
 * made along with.
 *
 * @param row - alias of the row in the query; aliases that begin with it and `_` are taken.
 */
export function routineReference(row: string, serverVersion: number): RoutineReference {
  return {
    columns: `CASE WHEN ${row}_x.oid IS NOT NULL THEN 'extension' WHEN ${row}_t.oid IS NOT NULL THEN 'range'
        ELSE ${routineKind(row, serverVersion)} END,
      CASE WHEN ${row}_x.oid IS NOT NULL THEN '' ELSE ${row}_n.nspname::text END,
      coalesce(${row}_x.extname::text, ${row}_t.typname::text, ${routineName(row)})`,
    joins: `JOIN pg_catalog.pg_namespace ${row}_n ON ${row}_n.oid = ${row}.pronamespace AND ${row}_n.nspname <> 'pg_catalog'
      LEFT JOIN pg_catalog.pg_depend ${row}_d ON ${row}_d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
        AND ${row}_d.objid = ${row}.oid AND ${row}_d.deptype IN ('e', 'i')
      LEFT JOIN pg_catalog.pg_extension ${row}_x
        ON ${row}_d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND ${row}_x.oid = ${row}_d.refobjid
      LEFT JOIN pg_catalog.pg_type ${row}_t
        ON ${row}_d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass AND ${row}_t.oid = ${row}_d.refobjid`,
  };
}

/** Whether the server made it along with a type: the constructors of ranges belong to these. */
export function isMadeWithType(row: string): string {
  return `EXISTS (SELECT FROM pg_catalog.pg_depend i WHERE i.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
    AND i.objid = ${row}.oid AND i.deptype = 'i')`;
}

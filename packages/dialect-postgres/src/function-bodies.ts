import type { SqlStatement } from "@atlas/core";
import { significantTokens } from "@atlas/sql";
import { DatabaseError } from "pg";
import { sqlStateOf } from "./errors.ts";
import type { Session } from "./session.ts";
import { syntax } from "./syntax.ts";

/** SQLSTATEs that say that something named is not there: a table, function, column, type or schema. */
const missing: ReadonlySet<string> = new Set(["42P01", "42883", "42703", "42704", "3F000"]);

/** Whether a statement makes a function or procedure, whose body the server looks at. */
export function makesRoutine({ text }: SqlStatement): boolean {
  if (!/^create\b/i.test(text)) return false;
  const words = significantTokens(text.slice(0, 200), syntax).map((token) => token.text.toUpperCase());
  const word = words[1] === "OR" ? words[3] : words[1];
  return word === "FUNCTION" || word === "PROCEDURE";
}

/** Whether a function may have been refused only because its body speaks of what the text makes further down. */
export function isForwardReference(error: unknown, statement: SqlStatement): boolean {
  return missing.has(sqlStateOf(error) ?? "") && makesRoutine(statement);
}

/** Which statement made the function that `validateBodies` found wrong, by its name alone; -1: nobody can tell. */
export function refusedRoutine(error: unknown, statements: readonly SqlStatement[]): number {
  const name = error instanceof DatabaseError ? error.dataType : undefined;
  if (name === undefined) return -1;
  return statements.findLastIndex(
    (statement) =>
      makesRoutine(statement) &&
      significantTokens(statement.text.slice(0, 500), syntax)
        .slice(0, 12)
        .some(({ text }) => text.toLowerCase() === name || text === `"${name}"`),
  );
}

/** @see https://www.postgresql.org/docs/18/runtime-config-client.html#GUC-CHECK-FUNCTION-BODIES */
export async function checkBodies(session: Session, isOn: boolean): Promise<void> {
  await session.query({ sql: isOn ? "RESET check_function_bodies" : "SET check_function_bodies = off" });
}

/**
 * Lets the server look at the bodies of all functions in SQL and PL/pgSQL that users made, as CREATE FUNCTION does:
 * each with its own search path, or else the present one and its own schema, as whoever calls it will have that. One
 * round trip; fails with the server's word on the first that is not right.
 */
export const validateBodies = `DO $atlas$
DECLARE
  f record;
  own text := pg_catalog.current_setting('search_path');
BEGIN
  FOR f IN SELECT p.oid, p.proname, l.lanvalidator::pg_catalog.regproc AS validator, pg_catalog.quote_ident(n.nspname) AS home,
      (SELECT pg_catalog.substr(s, 13) FROM pg_catalog.unnest(p.proconfig) s WHERE s LIKE 'search_path=%') AS path
    FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
    JOIN pg_catalog.pg_language l ON l.oid = p.prolang AND l.lanname IN ('sql', 'plpgsql') AND l.lanvalidator <> 0
    WHERE p.oid >= 16384 AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
      WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid AND d.deptype = 'e')
    ORDER BY p.oid
  LOOP
    PERFORM pg_catalog.set_config('search_path',
      coalesce(f.path, pg_catalog.concat_ws(', ', nullif(own, ''), f.home)), true);
    BEGIN
      EXECUTE pg_catalog.format('SELECT %s(%s)', f.validator, f.oid);
    EXCEPTION WHEN OTHERS THEN
      -- The server does not always say which function it is; this field has no use here.
      RAISE EXCEPTION USING ERRCODE = SQLSTATE, MESSAGE = SQLERRM, DATATYPE = f.proname;
    END;
  END LOOP;
  PERFORM pg_catalog.set_config('search_path', own, true);
END $atlas$`;

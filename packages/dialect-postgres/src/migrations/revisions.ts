import { type Revision, type RevisionStatements, revisionsTable } from "@atlas/core";
import { revisionValues } from "@atlas/sql";
import { ident, literal } from "../text.ts";

/** The columns in their order, with what they are where the table lacks them. */
const columns: readonly (readonly [name: string, type: string, missing?: string])[] = [
  ["version", "character varying NOT NULL"],
  ["description", "character varying NOT NULL", "''"],
  ["type", "bigint NOT NULL DEFAULT 2"],
  ["applied", "bigint NOT NULL DEFAULT 0"],
  ["total", "bigint NOT NULL DEFAULT 0"],
  ["executed_at", "timestamptz NOT NULL", "now()"],
  ["execution_time", "bigint NOT NULL", "0"],
  ["error", "text NULL"],
  ["error_stmt", "text NULL"],
  ["hash", "character varying NOT NULL", "''"],
  ["partial_hashes", "jsonb NULL"],
  ["operator_version", "character varying NOT NULL", "''"],
];

const names = columns.map(([name]) => ident(name)).join(", ");
const overwriting = columns
  .slice(1)
  .map(([name]) => `${ident(name)} = EXCLUDED.${ident(name)}`)
  .join(", ");

/** The time that `startTimer` keeps, in seconds; nothing where the session was reset meanwhile. */
const started = "nullif(pg_catalog.current_setting('atlas.started', true), '')::pg_catalog.float8";
const nowSeconds = "EXTRACT(epoch FROM pg_catalog.clock_timestamp())";

export const revisions: RevisionStatements = {
  find: `SELECT n.nspname, a.attname, n.nspname = pg_catalog.current_schema()
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relname = ${literal(revisionsTable)} AND c.relkind IN ('r', 'p') ORDER BY n.nspname, a.attnum`,

  create: (schema) => [
    // IF NOT EXISTS asks for the privilege to make schemas where there is one already.
    ...(schema === ""
      ? []
      : [
          `DO $atlas$ BEGIN IF pg_catalog.to_regnamespace(${literal(ident(schema))}) IS NULL THEN EXECUTE ${text(`CREATE SCHEMA ${ident(schema)}`)}; END IF; END $atlas$`,
        ]),
    `CREATE TABLE IF NOT EXISTS ${tableIn(schema)} (${columns
      .map(([name, type]) => `${ident(name)} ${type}`)
      .join(", ")}, PRIMARY KEY ("version"))`,
  ],

  upgrade: (schema, present) => {
    const missing = columns.filter(([name]) => !present.includes(name));
    return missing.flatMap(([name, type, value]) => [
      `ALTER TABLE ${tableIn(schema)} ADD COLUMN IF NOT EXISTS ${ident(name)} ${type}${value === undefined ? "" : ` DEFAULT ${value}`}`,
      ...(value === undefined
        ? []
        : [`ALTER TABLE ${tableIn(schema)} ALTER COLUMN ${ident(name)} DROP DEFAULT`]),
    ]);
  },

  read: (schema) =>
    `SELECT r.*, pg_catalog.to_char(r.executed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS executed_at
      FROM ${tableIn(schema)} r ORDER BY r.version`,

  write: (schema, revision, { trace, timed = false } = {}) =>
    `INSERT INTO ${tableIn(schema)} (${names}) VALUES (${valuesOf(revision, trace, timed)}) ON CONFLICT ("version") DO UPDATE SET ${overwriting}`,

  remove: (schema, versions) =>
    `DELETE FROM ${tableIn(schema)} WHERE "version" IN (${versions.map(text).join(", ")})`,

  startTimer: `SELECT pg_catalog.set_config('atlas.started', ${nowSeconds}::pg_catalog.text, false)`,
};

function tableIn(schema: string): string {
  return schema === "" ? ident(revisionsTable) : `${ident(schema)}.${ident(revisionsTable)}`;
}

function valuesOf(revision: Revision, trace: string | undefined, timed: boolean): string {
  const time = String(revision.executionTime);
  return revisionValues(revision, text, {
    executedAt: timed ? "pg_catalog.clock_timestamp()" : text(revision.executedAt),
    executionTime: timed ? `coalesce(((${nowSeconds} - ${started}) * 1e9)::pg_catalog.int8, ${time})` : time,
    error: (error) => (trace === undefined ? error : `${error} || ${trace}`),
  });
}

/** A literal whatever a file has set of how backslashes are read; the server holds no zero bytes. */
function text(value: string): string {
  const clean = value.replaceAll("\0", "");
  return clean.includes("\\") ? `E${literal(clean.replaceAll("\\", "\\\\"))}` : literal(clean);
}

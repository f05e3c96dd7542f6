import { type Revision, type RevisionStatements, revisionsTable } from "@atlas/core";
import { revisionValues } from "@atlas/sql";
import { ident } from "../text.ts";

/** The columns in their order, with what they are where the table lacks them. */
const columns: readonly (readonly [name: string, type: string, missing?: string])[] = [
  ["version", "varchar(255) NOT NULL"],
  ["description", "varchar(255) NOT NULL", "''"],
  ["type", "bigint unsigned NOT NULL DEFAULT 2"],
  ["applied", "bigint NOT NULL DEFAULT 0"],
  ["total", "bigint NOT NULL DEFAULT 0"],
  ["executed_at", "timestamp NOT NULL", "CURRENT_TIMESTAMP"],
  ["execution_time", "bigint NOT NULL", "0"],
  ["error", "longtext NULL"],
  ["error_stmt", "longtext NULL"],
  ["hash", "varchar(255) NOT NULL", "''"],
  ["partial_hashes", "json NULL"],
  ["operator_version", "varchar(255) NOT NULL", "''"],
];

const names = columns.map(([name]) => ident(name)).join(", ");
const overwriting = columns
  .slice(1)
  .map(([name]) => `${ident(name)} = VALUES(${ident(name)})`)
  .join(", ");

const elapsed = "TIMESTAMPDIFF(MICROSECOND, @atlas_started, UTC_TIMESTAMP(6)) * 1000";

export const revisions: RevisionStatements = {
  find: `SELECT TABLE_SCHEMA, COLUMN_NAME, TABLE_SCHEMA <=> DATABASE() FROM INFORMATION_SCHEMA.COLUMNS
    WHERE TABLE_NAME = ${text(revisionsTable)} ORDER BY TABLE_SCHEMA, ORDINAL_POSITION`,

  create: (schema) => [
    ...(schema === "" ? [] : [`CREATE DATABASE IF NOT EXISTS ${ident(schema)}`]),
    // Rows and what they tell of are committed together: no other engine does that.
    `CREATE TABLE IF NOT EXISTS ${tableIn(schema)} (${columns
      .map(([name, type]) => `${ident(name)} ${type}`)
      .join(", ")}, PRIMARY KEY (${ident("version")})) ENGINE InnoDB CHARSET utf8mb4 COLLATE utf8mb4_bin`,
  ],

  upgrade: (schema, present) => {
    const missing = columns.filter(([name]) => !present.includes(name));
    if (missing.length === 0) return [];
    const adding = missing.map(
      ([name, type, value]) =>
        `ADD COLUMN ${ident(name)} ${type}${value === undefined ? "" : ` DEFAULT ${value}`}`,
    );
    return [`ALTER TABLE ${tableIn(schema)} ${adding.join(", ")}`];
  },

  read: (schema) =>
    `SELECT r.*, DATE_FORMAT(DATE_ADD('1970-01-01', INTERVAL UNIX_TIMESTAMP(r.executed_at) SECOND), '%Y-%m-%dT%H:%i:%sZ') AS executed_at
      FROM ${tableIn(schema)} r ORDER BY r.version`,

  write: (schema, revision, { trace, timed = false } = {}) =>
    `INSERT INTO ${tableIn(schema)} (${names}) VALUES (${valuesOf(revision, trace, timed)}) ON DUPLICATE KEY UPDATE ${overwriting}`,

  remove: (schema, versions) =>
    `DELETE FROM ${tableIn(schema)} WHERE ${ident("version")} IN (${versions.map(text).join(", ")})`,

  startTimer: "SET @atlas_started = UTC_TIMESTAMP(6)",
};

function tableIn(schema: string): string {
  return schema === "" ? ident(revisionsTable) : `${ident(schema)}.${ident(revisionsTable)}`;
}

function valuesOf(revision: Revision, trace: string | undefined, timed: boolean): string {
  const time = String(revision.executionTime);
  return revisionValues(revision, text, {
    executedAt: timed
      ? "CURRENT_TIMESTAMP"
      : `FROM_UNIXTIME(${Math.floor(Date.parse(revision.executedAt) / 1_000)})`,
    executionTime: timed ? `COALESCE(GREATEST(0, ${elapsed}), ${time})` : time,
    error: (error) => (trace === undefined ? error : `CONCAT(${error}, ${trace})`),
  });
}

/** A literal whatever `sql_mode` says of backslashes. */
export function text(value: string): string {
  if (!value.includes("\\")) return `'${value.replaceAll("'", "''")}'`;
  return `CONVERT(X'${Buffer.from(value, "utf8").toString("hex")}' USING utf8mb4)`;
}

import {
  type MigrationSupport,
  type Revision,
  type RevisionStatements,
  revisionsTable,
  type StatementNature,
} from "@atlas/core";
import { quoteLiteral, revisionValues, splitStatements } from "@atlas/sql";
import { scan } from "./scan.ts";
import { ident, syntax } from "./text.ts";

/** The columns in their order, with what they are where the table lacks them. */
const columns: readonly (readonly [name: string, type: string, missing?: string])[] = [
  ["version", "text NOT NULL"],
  ["description", "text NOT NULL", "''"],
  ["type", "integer NOT NULL DEFAULT 2"],
  ["applied", "integer NOT NULL DEFAULT 0"],
  ["total", "integer NOT NULL DEFAULT 0"],
  ["executed_at", "datetime NOT NULL", "'1970-01-01 00:00:00'"],
  ["execution_time", "integer NOT NULL", "0"],
  ["error", "text NULL"],
  ["error_stmt", "text NULL"],
  ["hash", "text NOT NULL", "''"],
  ["partial_hashes", "json NULL"],
  ["operator_version", "text NOT NULL", "''"],
];

const names = columns.map(([name]) => ident(name)).join(", ");
const table = `${ident("main")}.${ident(revisionsTable)}`;

const revisions: RevisionStatements = {
  find: `SELECT 'main', name, 1 FROM pragma_table_info('${revisionsTable}', 'main') ORDER BY cid`,

  create: () => [
    `CREATE TABLE IF NOT EXISTS ${table} (${columns
      .map(([name, type]) => `${ident(name)} ${type}`)
      .join(", ")}, PRIMARY KEY ("version"))`,
  ],

  upgrade: (_, present) =>
    columns
      .filter(([name]) => !present.includes(name))
      .map(
        ([name, type, value]) =>
          `ALTER TABLE ${table} ADD COLUMN ${ident(name)} ${type}${value === undefined ? "" : ` DEFAULT ${value}`}`,
      ),

  // Other tools write their own time with its zone: "2024-01-02 03:04:05.678+00:00".
  read: () =>
    `SELECT r.*, coalesce(strftime('%Y-%m-%dT%H:%M:%fZ', r.executed_at), r.executed_at) AS executed_at
      FROM ${table} r ORDER BY r.version`,

  write: (_, revision) => `INSERT OR REPLACE INTO ${table} (${names}) VALUES (${valuesOf(revision)})`,

  remove: (_, versions) => `DELETE FROM ${table} WHERE "version" IN (${versions.map(text).join(", ")})`,
};

function valuesOf(revision: Revision): string {
  return revisionValues(revision, text, {
    executedAt: text(revision.executedAt.replace("T", " ").replace("Z", "+00:00")),
    executionTime: String(revision.executionTime),
  });
}

function text(value: string): string {
  return quoteLiteral(value.replaceAll("\0", ""));
}

/** How much of a statement tells what it is, in characters. */
const headLength = 1_000;

function wordsOf(statement: string): string {
  return scan(statement.slice(0, headLength))
    .filter(({ kind }) => kind !== "space" && kind !== "comment")
    .map(({ text: word }) => word.toUpperCase())
    .join(" ");
}

/** The statements in one text: a delimiter of its own may hold several together. */
function piecesOf(statement: string): readonly string[] {
  const at = statement.indexOf(";");
  if (at < 0 || statement.slice(at + 1).trim() === "") return [statement];
  return splitStatements(statement, "", syntax).map((piece) => piece.text);
}

const control = /^(?:BEGIN|COMMIT|END|ROLLBACK)(?: |$)/;
const within = /^ROLLBACK (?:TRANSACTION )?TO /;

/** @see https://www.sqlite.org/lang_vacuum.html, https://www.sqlite.org/lang_attach.html */
const alone =
  /^(?:VACUUM|DETACH|PRAGMA (?:\w+ \. )?(?:JOURNAL_MODE|WAL_CHECKPOINT|FOREIGN_KEYS|SYNCHRONOUS))(?: |$)/;

function natureOf(statement: string): StatementNature {
  const natures = piecesOf(statement).map((piece): StatementNature => {
    const words = wordsOf(piece);
    if (control.test(words) && !within.test(words)) return "control";
    return alone.test(words) ? "alone" : "transactional";
  });
  return (["control", "alone"] as const).find((nature) => natures.includes(nature)) ?? "transactional";
}

/** How migration files run on SQLite. */
export const migrations: MigrationSupport = {
  scan: {
    beginEnd: true,
    beginAtomic: false,
    dollarQuotes: false,
    backslashEscapes: false,
    escapeStrings: false,
    hashComments: false,
  },
  natureOf,
  setsSession: (statement) => /^(?:PRAGMA|ATTACH|DETACH)(?: |$)/.test(wordsOf(statement)),
  // What no transaction holds (VACUUM, some pragmas) may be said again.
  doubtOf: (statement) => {
    const verdict = piecesOf(statement).length > 1 ? "unclear" : "not-done";
    return { trace: "''", changed: verdict, unchanged: verdict };
  },
  revisions,
};

import type { StatementNature } from "@atlas/core";
import { significantTokens, splitStatements } from "@atlas/sql";
import { unwrapped } from "../script-words.ts";
import { syntax } from "../text.ts";

/** How much of a statement tells what it is, in characters. */
const headLength = 4_000;

/** The words of a statement in upper case, names as they are written, with one blank between them. */
export function wordsOf(statement: string): string {
  return significantTokens(withoutComments(statement).slice(0, headLength), syntax)
    .map(({ kind, text }) => (kind === "word" ? text.toUpperCase() : text))
    .join(" ");
}

/** Without the comments before it, and seen as a server sees it that takes what stands in `/*!40000 …`. */
function withoutComments(statement: string): string {
  const start = statement.replace(/^(?:\s+|(?:--|#)[^\n]*(?:\n|$)|\/\*(?!M?!)[\s\S]*?\*\/)+/, "");
  return unwrapped(start);
}

/** The statements in one text: a delimiter of its own may hold several together. */
export function piecesOf(text: string): readonly string[] {
  const at = text.indexOf(";");
  if (at < 0 || text.slice(at + 1).trim() === "") return [text];
  return splitStatements(text, "", syntax).map((statement) => statement.text);
}

/** @see https://dev.mysql.com/doc/refman/8.4/en/implicit-commit.html, https://mariadb.com/kb/en/sql-statements-that-cause-an-implicit-commit/ */
const commits = new RegExp(
  `^(?:${[
    "ALTER",
    "CREATE (?!(?:OR REPLACE )?TEMPORARY TABLE\\b)",
    "DROP (?!TEMPORARY TABLE\\b|PREPARE\\b)",
    "RENAME",
    "TRUNCATE",
    "(?:INSTALL|UNINSTALL)",
    "(?:GRANT|REVOKE)",
    "SET (?:PASSWORD|DEFAULT ROLE)",
    "(?:ANALYZE|CHECK|OPTIMIZE|REPAIR) (?:(?:LOCAL|NO_WRITE_TO_BINLOG) )?(?:TABLE|TABLES|VIEW)",
    "(?:CACHE|LOAD) INDEX",
    "(?:FLUSH|RESET|PURGE|IMPORT TABLE|SHUTDOWN|RESTART|CLONE)",
    "(?:CHANGE (?:MASTER|REPLICATION)|(?:START|STOP) (?:SLAVE|REPLICA|GROUP_REPLICATION))",
  ].join("|")})(?: |$|(?<= ))`,
);

/** Nobody knows what they run: it may commit in between. */
const unknown = /^(?:CALL|EXECUTE)(?: |$)/;

const control = /^(?:BEGIN|START TRANSACTION|COMMIT|ROLLBACK|XA)(?: |$)/;
/** It stays inside of the transaction that is open. */
const within = /^ROLLBACK (?:WORK )?TO /;
/** MariaDB's block of statements, which is no transaction. */
const compound = /^BEGIN NOT ATOMIC /;

export function natureOf(statement: string): StatementNature {
  const natures = piecesOf(statement).map((piece): StatementNature => {
    const words = wordsOf(piece);
    if (unknown.test(words) || compound.test(words)) return "alone";
    if (control.test(words) && !within.test(words)) return "control";
    return commits.test(words) ? "commits" : "transactional";
  });
  return (
    (["control", "alone", "commits"] as const).find((nature) => natures.includes(nature)) ?? "transactional"
  );
}

/** Variables, the current database, and prepared statements; not what is set for the whole server. */
export function setsSession(statement: string): boolean {
  const words = wordsOf(statement);
  if (/^(?:USE|PREPARE|DEALLOCATE PREPARE|DROP PREPARE) /.test(words)) return true;
  return /^SET (?!PASSWORD|DEFAULT ROLE|GLOBAL|PERSIST|TRANSACTION|@ ?@ ?GLOBAL|@ ?@ ?PERSIST|STATEMENT )/.test(
    words,
  );
}

/** Tables that stay locked cannot be written to beside them, as the revisions table has to be. */
export function locksTables(statement: string): boolean {
  return /^LOCK (?:TABLE|TABLES) /.test(wordsOf(statement));
}

/** Whether a text gives one result, so that results can be counted. */
export function givesOneResult(statement: string): boolean {
  return (
    piecesOf(statement).length === 1 &&
    !unknown.test(wordsOf(statement)) &&
    !compound.test(wordsOf(statement))
  );
}

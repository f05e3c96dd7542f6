import type { StatementNature } from "@atlas/core";
import { significantTokens, splitStatements } from "@atlas/sql";
import { syntax } from "../syntax.ts";

/** How much of a statement tells what it is, in characters. */
const headLength = 4_000;

/** The words of a statement in upper case, names as they are written, with one blank between them. */
export function wordsOf(statement: string): string {
  return significantTokens(statement.slice(0, headLength), syntax)
    .map(({ kind, text }) => (kind === "word" ? text.toUpperCase() : text))
    .join(" ");
}

/** The statements in one text: a delimiter of its own may hold several together. */
export function piecesOf(text: string): readonly string[] {
  const at = text.indexOf(";");
  if (at < 0 || text.slice(at + 1).trim() === "") return [text];
  return splitStatements(text, "", syntax).map((statement) => statement.text);
}

/** @see https://www.postgresql.org/docs/18/sql-commands.html – what each says of transaction blocks. */
const alone = new RegExp(
  `^(?:${[
    "CREATE (?:UNIQUE )?INDEX CONCURRENTLY",
    "DROP INDEX CONCURRENTLY",
    "REINDEX (?:\\( .*?\\) )?(?:DATABASE|SYSTEM|SCHEMA|\\w+ CONCURRENTLY)",
    "REINDEX \\( (?:[^)]*)CONCURRENTLY",
    "VACUUM",
    "CLUSTER(?: VERBOSE| \\( .*?\\))?(?: ;)?$",
    "(?:CREATE|DROP) (?:DATABASE|TABLESPACE)",
    "ALTER DATABASE .* SET TABLESPACE",
    "ALTER SYSTEM",
    "ALTER TABLE .* DETACH PARTITION .* CONCURRENTLY",
    "(?:CREATE|DROP|ALTER) SUBSCRIPTION",
    // Before PostgreSQL 12 no transaction could hold it.
    "ALTER TYPE .* ADD VALUE",
    // A procedure may commit, and only outside of a transaction.
    "CALL",
    "DISCARD ALL",
  ].join("|")})(?: |$)`,
);

const control = /^(?:BEGIN|START TRANSACTION|COMMIT|END|ROLLBACK|ABORT|PREPARE TRANSACTION)(?: |$)/;
/** They stay inside of the transaction that is open. */
const within = /^ROLLBACK (?:WORK |TRANSACTION )?TO /;

export function natureOf(statement: string): StatementNature {
  const natures = piecesOf(statement).map(natureOfPiece);
  return (["control", "alone"] as const).find((nature) => natures.includes(nature)) ?? "transactional";
}

function natureOfPiece(statement: string): StatementNature {
  const words = wordsOf(statement);
  if (control.test(words) && !within.test(words)) return "control";
  if (alone.test(words)) return "alone";
  // A block of code may commit, too, and so may what it calls.
  if (words.startsWith("DO ") && /\b(?:commit|rollback|call)\b/i.test(statement)) return "alone";
  return "transactional";
}

/** `SET LOCAL` and `SET TRANSACTION` end with their transaction. */
export function setsSession(statement: string): boolean {
  const words = wordsOf(statement);
  return (
    /^(?:SET (?!LOCAL |TRANSACTION |CONSTRAINTS )|RESET )/.test(words) ||
    /^SELECT (?:PG_CATALOG \. )?SET_CONFIG \( [^()]* \)(?: ;)?$/.test(words)
  );
}

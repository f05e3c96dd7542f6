import { AtlasError, type CallOptions, type Place, type SqlStatement } from "@atlas/core";
import { withoutSecrets } from "@atlas/sql";
import { DatabaseError } from "pg";
import { sqlState, sqlStateOf, translateError } from "./errors.ts";
import {
  checkBodies,
  isForwardReference,
  makesRoutine,
  refusedRoutine,
  validateBodies,
} from "./function-bodies.ts";
import { BatchError, callContext, type Session } from "./session.ts";

/**
 * Statements in one message at most. A message is a transaction, and a transaction's locks have to fit the
 * server's lock table (`max_locks_per_transaction`).
 */
const largestBatch = 1_000;

// On a line of its own: a statement may end in a line comment.
const separator = "\n;\n";

/**
 * Runs the statements of a schema file in as few messages as the server allows: usually one.
 *
 * Outside of a transaction a message is one transaction. Where the server refuses that
 * (CREATE INDEX CONCURRENTLY, or the use of an enum value that the same transaction adds), the statements
 * before, the one and those after go in messages of their own.
 *
 * The body of a function may speak of what the script makes further down: then bodies are looked at in the end.
 *
 * @throws {AtlasError} `E_SQL` with the place and, in `details`, `statement`, `index` and `sqlstate`.
 */
export async function runScript(
  session: Session,
  statements: readonly SqlStatement[],
  options?: CallOptions,
): Promise<void> {
  statements.forEach(refuseForeignWords);
  const endFrom = (from: number): number => Math.min(from + largestBatch, statements.length);
  let start = 0;
  let end = endFrom(0);
  /** The first function that was refused for what its body speaks of; since then bodies are not looked at. */
  let unchecked: AtlasError | undefined;
  while (start < end) {
    const batch = statements.slice(start, end);
    const isSaved =
      unchecked === undefined && session.transaction === "open" && batch.some((each) => makesRoutine(each));
    try {
      if (isSaved) await session.query({ sql: "SAVEPOINT atlas_script" }, callContext(options));
      await session.batch(batch.map(({ text }) => text).join(separator), callContext(options));
      start = end;
      end = endFrom(start);
    } catch (error) {
      if (!(error instanceof BatchError)) throw error;
      const failure = locate(error, batch);
      if (unchecked === undefined && isForwardReference(error.cause, failure.statement)) {
        if (isSaved) await session.query({ sql: "ROLLBACK TO SAVEPOINT atlas_script" });
        unchecked = scriptError(error.cause, start + failure.index, failure, options);
        await checkBodies(session, false);
        continue;
      }
      if (!isSeparable(error.cause) || session.transaction !== "idle" || batch.length === 1)
        throw scriptError(error.cause, start + failure.index, failure, options);
      // The server has undone the message: what succeeded goes again, without what cannot be held.
      end = failure.index > 0 ? start + failure.index : start + 1;
    }
  }
  if (unchecked === undefined) return;
  await checkBodies(session, true);
  try {
    await session.batch(validateBodies, callContext(options));
  } catch (error) {
    if (!(error instanceof BatchError)) throw error;
    const index = refusedRoutine(error.cause, statements);
    const statement = statements[index];
    if (!statement) throw unchecked;
    throw scriptError(error.cause, index, { index, statement, place: placeAt(statement, "") }, options);
  }
}

interface Failure {
  /** In the batch. */
  readonly index: number;
  readonly statement: SqlStatement;
  readonly place: Place;
}

function isSeparable(error: unknown): boolean {
  const state = sqlStateOf(error);
  return state === sqlState.activeSqlTransaction || state === sqlState.unsafeNewEnumValue;
}

/** The statement that failed: by the server's own position, else by how many had succeeded before it. */
function locate(error: BatchError, batch: readonly SqlStatement[]): Failure {
  const { cause } = error;
  const position = cause instanceof DatabaseError ? Number(cause.position ?? "") : 0;
  let offset = position - 1;
  if (offset >= 0) {
    for (const [index, statement] of batch.entries()) {
      // The server counts code points.
      const characters = Array.from(statement.text);
      // Just behind its end counts too: "syntax error at end of input".
      if (offset < characters.length + separator.length)
        return {
          index,
          statement,
          place: placeAt(statement, characters.slice(0, Math.max(offset, 0)).join("")),
        };
      offset -= characters.length + separator.length;
    }
  }
  const index = Math.min(error.completed, batch.length - 1);
  const statement = batch[index];
  if (!statement) throw translateError(cause);
  return { index, statement, place: placeAt(statement, "") };
}

function placeAt(statement: SqlStatement, before: string): Place {
  const lines = before.split("\n");
  const last = Array.from(lines.at(-1) ?? "").length;
  return {
    file: statement.file,
    line: statement.line + lines.length - 1,
    column: lines.length === 1 ? statement.column + last : last + 1,
  };
}

function scriptError(cause: unknown, index: number, failure: Failure, options?: CallOptions): AtlasError {
  const error = translateError(cause, {
    signal: options?.signal,
    options: { place: failure.place, details: { statement: withoutSecrets(failure.statement.text), index } },
  });
  if (!isMissingExtension(error, failure.statement)) return error;
  return new AtlasError(error.code, error.message, {
    details: error.details,
    place: failure.place,
    cause,
    hint: "The server that this runs on does not have it. Name a dev database that does: an image with it, such as docker://postgis/16-3.4/dev, docker://pgvector/pg17/dev or docker+postgres://_/my/image:1/dev, or a database of your own.",
  });
}

/**
 * The server has no such extension (`feature_not_supported`, before PostgreSQL 16 `undefined_file`), or not in this
 * version (`invalid_parameter_value`).
 */
function isMissingExtension(error: AtlasError, statement: SqlStatement): boolean {
  const state = error.details["sqlstate"];
  return (
    (state === "0A000" || state === "58P01" || state === "22023") &&
    /^create\s+extension\b/i.test(statement.text)
  );
}

const transactionWords =
  /^(?:begin|commit|end|rollback|abort|savepoint|release|start\s+transaction|prepare\s+transaction|set\s+transaction)\b/i;

/** What belongs to a client or would break the transaction we run the script in. */
function refuseForeignWords(statement: SqlStatement, index: number): void {
  const refuse = (message: string, hint: string): never => {
    throw new AtlasError("E_SQL", message, {
      place: placeAt(statement, ""),
      details: { statement: statement.text, index },
      hint,
    });
  };
  const command = /^\\\S*/.exec(statement.text);
  if (command) refuse(`${command[0]} is a command of psql, not SQL`, "Remove the line from the file.");
  const word = transactionWords.exec(statement.text);
  if (word)
    refuse(
      `${word[0].toUpperCase()} cannot be used here: Atlas controls the transactions of a schema file`,
      "Remove the statement from the file.",
    );
  if (/^copy\b[^;]*\bfrom\s+stdin\b/i.test(statement.text))
    refuse(
      "COPY FROM STDIN needs rows that a schema file cannot hold",
      "Write INSERT, or remove the statement.",
    );
}

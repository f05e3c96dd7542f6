import { AtlasError, type CallOptions, type SqlStatement } from "@atlas/core";
import { withoutSecrets } from "@atlas/sql";
import { errno } from "./error-numbers.ts";
import { errnoOf } from "./errors.ts";
import { restoreSettings, setMode, setNames } from "./greeting.ts";
import { syntaxErrorOf } from "./script-place.ts";
import { refuseForeignWords, unwrapped } from "./script-words.ts";
import { separator, type Session } from "./session.ts";
import { ident } from "./text.ts";

/** Statements and characters in one message at most: a message is kept in memory on both sides. */
const largestBatch = { statements: 1_000, length: 1_000_000 };

/**
 * Runs the statements of a schema file in few messages, one after another: none is undone when a later one fails.
 *
 * A variable of the session says which statement the server has come to, as an error does not: what a statement gives
 * back (a result, several, none) is up to its text and the server.
 *
 * What users wrote is read under the server's own `sql_mode`; what the script has set of the session (that, names,
 * checks) is put back afterwards.
 *
 * @param bound - the database that the connection is bound to, which is the current one again afterwards.
 * @param options.from - how many of them have been run already. Default 0.
 * @throws {AtlasError} `E_SQL` with the place and, in `details`, `statement`, `index` and `errno`.
 */
export async function runScript(
  session: Session,
  statements: readonly SqlStatement[],
  bound: string | null,
  options?: CallOptions & { readonly from?: number },
): Promise<void> {
  statements.forEach(refuseForeignWords);
  const { userMode, settings } = session.greeting;
  const { sql_mode: plain = "" } = settings;
  const limit = Math.min(largestBatch.length, session.greeting.largestPacketBytes / 8);
  try {
    for (let start = options?.from ?? 0, mode = plain; start < statements.length;) {
      const end = endOfBatch(statements, start, limit);
      const wanted = statements[start]?.printed ? plain : userMode;
      if (wanted !== mode) await session.run(setMode(wanted), { signal: options?.signal });
      mode = wanted;
      await runBatch(session, statements, start, end, options);
      start = end;
    }
  } finally {
    await restore(session, statements, bound);
  }
}

function endOfBatch(statements: readonly SqlStatement[], start: number, limit: number): number {
  let length = 0;
  for (let at = start; at < statements.length; at++) {
    const { text, printed } = statements[at] ?? { text: "" };
    length += text.length + separator.length;
    const isFull = at - start >= largestBatch.statements || length > limit;
    const isOther = printed !== statements[start]?.printed;
    if (at > start && (isFull || isOther || asksAboutLast.test(text))) return at;
    // What follows is written in the encoding that this one names.
    if (namesEncoding.test(unwrapped(text))) return at + 1;
  }
  return statements.length;
}

/** Statements that ask what the one before them did: nothing may come between. */
const asksAboutLast = /\b(?:row_count|found_rows|warning_count|error_count|diagnostics)\b/i;

const setStatement = /^set\b/i;

/** Statements after it are written in another encoding. */
export const namesEncoding = /^set\b[\s\S]*\b(?:names|character|charset|character_set_\w+)\b/i;

/** @param start - and `end`: of the batch in `statements`. */
async function runBatch(
  session: Session,
  statements: readonly SqlStatement[],
  start: number,
  end: number,
  options?: CallOptions,
): Promise<void> {
  const batch = statements.slice(start, end);
  const sql = batch
    .flatMap(({ text }, index) =>
      start > 0 && index === 0 && asksAboutLast.test(text)
        ? [text]
        : [`SET @atlas_statement = ${start + index}`, text],
    )
    .join(separator);
  try {
    await session.run(sql, { signal: options?.signal });
  } catch (error) {
    if (!(error instanceof AtlasError) || error.code === "E_CANCELLED") throw error;
    const index = batch.length === 1 ? start : await failedAt(session, start, end);
    const statement = index === undefined ? undefined : statements[index];
    if (index === undefined || statement === undefined) throw error;
    throw scriptError(error, statement, index);
  }
}

/** The statement that the server had come to; `undefined`: the connection is gone, and with it what is known. */
async function failedAt(session: Session, start: number, end: number): Promise<number | undefined> {
  try {
    const [row] = await session.query("SELECT @atlas_statement AS at");
    const at = Number(row?.["at"] ?? -1);
    return at >= start && at < end ? at : start;
  } catch {
    return undefined;
  }
}

function scriptError(error: AtlasError, statement: SqlStatement, index: number): AtlasError {
  const cause = error.cause ?? error;
  const { file, line, column } = statement;
  const told =
    errnoOf(cause) === errno.parseError
      ? syntaxErrorOf(statement, error.message)
      : { place: { file, line, column }, message: error.message };
  return new AtlasError(error.code, told.message, {
    details: { ...error.details, statement: withoutSecrets(statement.text), index },
    place: told.place,
    ...(error.hint !== undefined && { hint: error.hint }),
    cause,
  });
}

/** Puts the session back where the script may have changed it. */
export async function restore(
  session: Session,
  statements: readonly Pick<SqlStatement, "text">[],
  bound: string | null,
): Promise<void> {
  const texts = statements.map(({ text }) => unwrapped(text));
  const { userMode, settings } = session.greeting;
  const isOtherMode = userMode !== settings["sql_mode"];
  const restoring = [
    ...(isOtherMode || texts.some((text) => setStatement.test(text))
      ? [setNames(session.settings), restoreSettings(session.greeting)]
      : []),
    ...(texts.some((text) => /^lock\s+tables?\b/i.test(text)) ? ["UNLOCK TABLES"] : []),
    ...(bound !== null && texts.some((text) => leavesDatabase.test(text)) ? [`USE ${ident(bound)}`] : []),
  ];
  if (restoring.length === 0) return;
  try {
    await session.multi(restoring);
  } catch (error) {
    // A lost connection has nothing to put back, and a database that the script has dropped is missed by who needs it.
    const isMissing = errnoOf(error) === errno.unknownDatabase;
    if (!isMissing && !(error instanceof AtlasError && error.code === "E_CONNECTION_LOST")) throw error;
  }
}

const leavesDatabase = /^(?:use\b|drop\s+(?:database|schema)\b)/i;

import { type Action, AtlasError, type CallOptions, type SequenceOptions } from "@atlas/core";
import { withoutTerminator } from "@atlas/sql";
import { setMode } from "./greeting.ts";
import { givesOneResult, locksTables } from "./migrations/natures.ts";
import { namesEncoding } from "./script.ts";
import { separator, type Session, StepsError } from "./session.ts";

/** Actions and characters in one message at most: a message is kept in memory on both sides. */
const largestMessage = { actions: 1_000, length: 1_000_000 };

interface Step {
  readonly sql: string;
  /** Of the action in the sequence. */
  readonly index: number;
  /** A statement of ours that goes with the action. */
  readonly isExtra?: true;
}

/**
 * Does one thing after another, many in one message: the server stops at the first that fails. Texts are read under the
 * user's `sql_mode`, which is that of the session meanwhile.
 *
 * @throws {AtlasError} with `details.index` and, of a statement, `details.statement`.
 */
export async function sequence(
  session: Session,
  actions: readonly Action[],
  options: SequenceOptions,
): Promise<void> {
  const { userMode, settings } = session.greeting;
  const plain = settings["sql_mode"] ?? "";
  if (userMode !== plain) await session.run(setMode(userMode), { signal: options.signal });
  try {
    for (const message of messagesOf(actions, session.greeting.largestPacketBytes))
      await send(session, message, actions, options);
  } finally {
    // Of a connection that is lost, the error before says so.
    if (userMode !== plain) await session.run(setMode(plain)).catch(() => {});
  }
}

async function send(
  session: Session,
  message: readonly Step[],
  actions: readonly Action[],
  options: SequenceOptions,
): Promise<void> {
  const sql = message.map((step) => step.sql).join(separator);
  const context: CallOptions = { signal: options.signal };
  let begunMs = performance.now();
  const start = (at: number): void => {
    const step = message[at];
    if (step && !step.isExtra) options.onStart?.(step.index);
    begunMs = performance.now();
  };
  const end = (at: number): void => {
    const step = message[at];
    if (step && !step.isExtra) options.onEnd?.(step.index, performance.now() - begunMs);
  };
  start(0);
  const isCounted = message.length > 1;
  try {
    await session.steps(sql, context, (count) => {
      if (!isCounted) return;
      end(count - 1);
      if (count < message.length) start(count);
    });
    if (!isCounted) end(0);
  } catch (error) {
    if (!(error instanceof StepsError)) throw error;
    const at = isCounted ? Math.min(error.completed, message.length - 1) : 0;
    const index = message[at]?.index ?? 0;
    const action = actions[index];
    const { reason } = error;
    throw new AtlasError(reason.code, reason.message, {
      details: { ...reason.details, ...(action?.do === "run" && { statement: action.sql }), index },
      ...(reason.hint !== undefined && { hint: reason.hint }),
      cause: reason.cause ?? reason,
    });
  }
}

function messagesOf(actions: readonly Action[], packetBytes: number): readonly (readonly Step[])[] {
  const limit = Math.min(largestMessage.length, packetBytes / 8);
  const messages: Step[][] = [[]];
  let length = 0;
  for (const [index, action] of actions.entries()) {
    const sql = textOf(action);
    const isUsers = action.do === "run" && action.printed !== true;
    // What gives several results, or nobody knows how many, goes by itself: otherwise results could not be counted.
    const isSingle = isUsers && (!givesOneResult(sql) || namesEncoding.test(sql));
    const last = messages.at(-1) ?? [];
    length += sql.length + separator.length;
    if (last.length > 0 && (isSingle || length > limit || last.length >= largestMessage.actions)) {
      messages.push([]);
      length = sql.length;
    }
    messages.at(-1)?.push({ sql, index });
    // The revisions table could not be written to: what is locked is let go of again at once.
    if (isUsers && locksTables(sql)) messages.at(-1)?.push({ sql: "UNLOCK TABLES", index, isExtra: true });
    if (isSingle) messages.push([]);
  }
  return messages.filter((message) => message.length > 0);
}

function textOf(action: Action): string {
  // The separator stands for it; an empty statement is an error.
  if (action.do === "run") return withoutTerminator(action.sql);
  return action.do === "begin" ? "START TRANSACTION" : "COMMIT";
}

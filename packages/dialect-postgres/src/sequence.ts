import { type Action, AtlasError, type SequenceOptions } from "@atlas/core";
import { sqlStateOf, translateError } from "./errors.ts";
import { PipelineError, type Session } from "./session.ts";

/**
 * Does one thing after another. What lies within a transaction is sent at once, each statement in a message of its own:
 * after one that fails the server refuses the others, the COMMIT included. Elsewhere each waits for the one before it.
 *
 * @param limited - whether the session limits how long a statement may run.
 * @throws {AtlasError} with `details.index` and, of a statement, `details.statement`.
 */
export async function sequence(
  session: Session,
  actions: readonly Action[],
  options: SequenceOptions,
  limited: boolean,
): Promise<void> {
  for (let start = 0; start < actions.length;) {
    const end = endOfPipeline(actions, start, session.transaction === "open");
    const texts = actions.slice(start, end).map(textOf);
    try {
      await session.pipelineTexts(texts, {
        signal: options.signal,
        onStart: (index) => options.onStart?.(start + index),
        onEnd: (index, durationMs) => options.onEnd?.(start + index, durationMs),
      });
    } catch (error) {
      const failed = error instanceof PipelineError ? error : new PipelineError(error, 0);
      const index = start + failed.index;
      const action = actions[index];
      const told = translateError(failed.cause, { signal: options.signal, limited });
      throw new AtlasError(told.code, told.message, {
        details: { ...told.details, ...(action?.do === "run" && { statement: action.sql }), index },
        ...(told.hint === undefined ? hintFor(failed.cause) : { hint: told.hint }),
        cause: told.cause ?? told,
      });
    }
    start = end;
  }
}

function hintFor(error: unknown): { readonly hint?: string } {
  return sqlStateOf(error) === "25001"
    ? {
        hint: "Put the statement in a file of its own with -- atlas:txmode none at the top and an empty line below.",
      }
    : {};
}

function textOf(action: Action): string {
  return action.do === "run" ? action.sql : action.do.toUpperCase();
}

/** Words that bring a transaction back to life or end it: what comes after a failure could have an effect. */
const ends = /\b(?:rollback|savepoint|commit|abort|end|prepare\s+transaction|begin|start\s+transaction)\b/i;

/** @returns the index behind what can be sent together from `start` on; at least one. */
function endOfPipeline(actions: readonly Action[], start: number, isOpen: boolean): number {
  if (actions[start]?.do !== "begin" && !isOpen) return start + 1;
  for (let at = start; at < actions.length; at++) {
    const action = actions[at];
    if (action?.do === "commit") return at + 1;
    if (action?.do === "begin" && at > start) return at;
    if (action?.do === "run" && action.printed !== true && ends.test(action.sql))
      return Math.max(at, start + 1);
  }
  return actions.length;
}

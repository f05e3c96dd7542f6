import type { Deed } from "./actions.ts";

/** A deed, and the statement of the file that it is about. */
export type FileDeed = Deed & {
  readonly statement?: number;
  /** The statement that it says is about to run. */
  readonly announces?: number;
  /** It waits for locks as long as it takes: it holds nobody up meanwhile. */
  readonly patient?: true;
};

/** The statement that something is about; what a COMMIT refuses is said of the last one before it. */
export function statementAt(deeds: readonly FileDeed[], index: number): number | undefined {
  const deed = deeds[index];
  return deed?.do === "commit"
    ? deeds.slice(0, index).findLast(({ statement }) => statement !== undefined)?.statement
    : deed?.statement;
}

/** Starts the clock without a round trip of its own: in the transaction, or in the message of the first row. */
export function withTimer(
  deeds: readonly FileDeed[],
  startTimer: string,
  transactionalDdl: boolean,
): FileDeed[] {
  const [first, ...rest] = deeds;
  if (!first) return [];
  const timer: FileDeed = { do: "run", sql: () => startTimer, printed: true };
  if (first.do === "begin") return [first, timer, ...rest];
  // Where no transaction holds everything, everything goes in one message anyway.
  if (first.do !== "run" || !first.printed || !transactionalDdl) return [timer, ...deeds];
  const { sql } = first;
  return [{ ...first, sql: () => `${startTimer};\n${sql()}` }, ...rest];
}

import {
  asAtlasError,
  AtlasError,
  type Driver,
  type ErrorCode,
  type ExecuteOptions,
  type Plan,
  refKey,
  type Report,
  type Step,
  type StepResult,
  type StepStatus,
  throwIfCancelled,
} from "@atlas/core";
import { type Segment, segmentsOf } from "./segments.ts";

export interface ApplyOptions {
  readonly signal?: AbortSignal | undefined;
  /** Every statement by itself instead of in transactions. Default: `false`. */
  readonly oneByOne?: boolean;
  /** How long a statement waits for a lock on a table, in milliseconds. Default 5 000. */
  readonly lockTimeoutMs?: number;
  /** How often a segment is tried again after a lock timeout. Default 6. */
  readonly lockRetries?: number;
  readonly onStepStart?: (step: number) => void;
  readonly onStepEnd?: (step: number, durationMs: number) => void;
  /** Waits between two tries, less long once the signal is aborted; default: real time. */
  readonly wait?: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
}

/** A plan stopped half-way. The report says of each step what became of it. */
export class ApplyError extends AtlasError {
  override readonly name = "ApplyError";
  readonly report: Report;
  readonly #reason: AtlasError;
  readonly #steps: readonly Step[];
  readonly #index: number | undefined;

  /** @param step - index of the one that failed; `undefined`: none of them did. */
  constructor(cause: AtlasError, report: Report, steps: readonly Step[], index: number | undefined) {
    // A driver does not know whose statement it runs: one of a plan is not one of a schema file.
    const code = cause.code === "E_SQL" ? "E_APPLY" : cause.code;
    const step = index === undefined ? undefined : steps[index];
    const hint = [cause.hint ?? hints[code], missingHint(steps, report)].filter(Boolean).join(" ");
    super(code, step ? `${step.comment}: ${cause.message}` : cause.message, {
      details: { ...cause.details, ...(step && { statement: step.sql }) },
      ...(hint && { hint }),
      place: cause.place,
      cause,
    });
    this.report = report;
    this.#reason = cause;
    this.#steps = steps;
    this.#index = index;
  }

  /** The same error with a report that knows more. */
  withReport(report: Report): ApplyError {
    return new ApplyError(this.#reason, report, this.#steps, this.#index);
  }
}

/** What to do next where the server gives no advice of its own. */
const hints: Partial<Record<ErrorCode, string>> = {
  E_APPLY: "Correct the data or the schema and run again: what was applied is not repeated.",
  E_PERMISSION: "Grant the privilege to the user of the URL, or use another user, and run again.",
  E_LOCK_TIMEOUT: "Wait for the other session to end, or end it, and run again.",
  E_CONNECTION_LOST: "Run again: the new plan starts from what really is there.",
  E_TIMEOUT: "Run again at a quieter time.",
  E_CANCELLED: "Run again to go on: what was applied is not repeated.",
};

/**
 * What was dropped to be made again, and was not: whose it was and who might use it is nowhere else any more.
 *
 * @returns how it comes back as it was.
 */
function missingHint(steps: readonly Step[], report: Report): string | undefined {
  const isApplied = (index: number): boolean => report.steps[index]?.status === "applied";
  const texts = steps.flatMap((drop, at) => {
    if (!isApplied(at) || !drop.comment.startsWith("drop ")) return [];
    const subjects = new Set(drop.sources.map(({ subject }) => refKey(subject)));
    const makes = steps.flatMap(({ sources }, index) =>
      index > at && sources.some(({ subject }) => subjects.has(refKey(subject))) ? [index] : [],
    );
    return makes.length === 0 || makes.some(isApplied) ? [] : drop.undo;
  });
  return texts.length === 0
    ? undefined
    : `What was dropped to be made again is missing until then; as it was: ${texts.join("; ")};`;
}

/** Short statements that wait for nothing but locks are cut off after this time. */
const quickStatementMs = 60_000;

/**
 * Runs a plan: its transactional steps together, the others one by one.
 *
 * The caller holds the lock that keeps runs apart and has made sure that the database is in `plan.from`. A
 * statement that does not get its table lock in time is rolled back with its segment and tried again, so
 * that a waiting statement never queues everybody else for long.
 *
 * @throws {ApplyError} with the report, for the first statement that fails, for a cancellation and for a
 *   lost connection.
 */
export async function applyPlan(driver: Driver, plan: Plan, options: ApplyOptions = {}): Promise<Report> {
  const run = new Run(driver, plan, options);
  for (const segment of segmentsOf(plan, options.oneByOne ?? false)) await run.segment(segment);
  return run.report();
}

class Run {
  readonly #driver: Driver;
  readonly #plan: Plan;
  readonly #options: ApplyOptions;
  readonly #results: StepResult[];

  constructor(driver: Driver, plan: Plan, options: ApplyOptions) {
    this.#driver = driver;
    this.#plan = plan;
    this.#options = options;
    this.#results = plan.steps.map((_, step) => ({ step, status: "not_applied", durationMs: 0 }));
  }

  report(): Report {
    return { steps: this.#results };
  }

  async segment(segment: Segment): Promise<void> {
    const retries = this.#options.lockRetries ?? 6;
    for (let attempt = 0; ; attempt++) {
      try {
        throwIfCancelled(this.#options.signal);
        if (segment.transactional) await this.#together(segment);
        else await this.#alone(segment);
        return;
      } catch (error) {
        const failure =
          error instanceof StepFailure ? error : new StepFailure(asAtlasError(error), undefined);
        // A BEGIN that was refused has waited for the whole database as long as it was told to.
        const waitsForTable = failure.reason.code === "E_LOCK_TIMEOUT" && failure.step !== undefined;
        if (!waitsForTable || attempt >= retries) throw this.#failed(failure);
        await (this.#options.wait ?? pause)(backoffMs(attempt), this.#options.signal);
      }
    }
  }

  async #together(segment: Segment): Promise<void> {
    const durations = new Map<number, number>();
    await this.#driver.begin({ signal: this.#options.signal });
    try {
      for (const index of segment.steps) durations.set(index, await this.#step(index));
    } catch (error) {
      await this.#rollback();
      throw error;
    }
    try {
      // A commit is not cancelled: its outcome would be in doubt.
      await this.#driver.commit();
    } catch (error) {
      const reason = asAtlasError(error);
      if (reason.code === "E_CONNECTION_LOST") this.#mark(segment.steps, "in_doubt", durations);
      else await this.#rollback();
      throw new StepFailure(reason, segment.steps.at(-1));
    }
    this.#mark(segment.steps, "applied", durations);
  }

  async #alone(segment: Segment): Promise<void> {
    for (const index of segment.steps) {
      try {
        this.#mark([index], "applied", new Map([[index, await this.#step(index)]]));
      } catch (error) {
        const lost = error instanceof StepFailure && error.reason.code === "E_CONNECTION_LOST";
        if (lost) this.#mark([index], "in_doubt", new Map());
        throw error;
      }
    }
  }

  async #step(index: number): Promise<number> {
    const step = this.#plan.steps[index];
    if (!step) throw new Error(`the plan has no step ${index}`);
    this.#options.onStepStart?.(index);
    const started = performance.now();
    try {
      await this.#driver.execute(step.sql, this.#timeouts(step));
    } catch (error) {
      throw new StepFailure(asAtlasError(error), index);
    }
    const durationMs = performance.now() - started;
    this.#options.onStepEnd?.(index, durationMs);
    return durationMs;
  }

  #timeouts(step: Step): ExecuteOptions {
    // What no transaction can hold where others can (a concurrent build) waits without holding anybody up.
    const isPatient = !step.transactional && this.#driver.dialect.features.transactionalDdl;
    const isLong = step.rewrites || step.scans || isPatient;
    return {
      signal: this.#options.signal,
      lockTimeoutMs: isPatient ? 0 : (this.#options.lockTimeoutMs ?? 5_000),
      statementTimeoutMs: isLong ? 0 : quickStatementMs,
      uncheckedBodies: true,
    };
  }

  async #rollback(): Promise<void> {
    try {
      await this.#driver.rollback();
    } catch {
      // The connection is gone; the server rolls back by itself.
    }
  }

  #mark(steps: readonly number[], status: StepStatus, durations: ReadonlyMap<number, number>): void {
    for (const step of steps) this.#results[step] = { step, status, durationMs: durations.get(step) ?? 0 };
  }

  #failed(failure: StepFailure): ApplyError {
    const { reason, step } = failure;
    const report: Report = {
      steps: this.#results,
      error: {
        code: reason.code === "E_SQL" ? "E_APPLY" : reason.code,
        message: reason.message,
        ...(step !== undefined && { step }),
      },
    };
    return new ApplyError(reason, report, this.#plan.steps, step);
  }
}

/** Carries which step an error belongs to. */
class StepFailure extends Error {
  readonly reason: AtlasError;
  readonly step: number | undefined;

  constructor(reason: AtlasError, step: number | undefined) {
    super(reason.message, { cause: reason });
    this.reason = reason;
    this.step = step;
  }
}

function backoffMs(attempt: number): number {
  return Math.min(500 * 2 ** attempt, 15_000);
}

/** Ends early and without an error when cancelled: the next try says so, with the report. */
async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  const { setTimeout } = await import("node:timers/promises");
  await setTimeout(ms, undefined, signal ? { signal } : {}).catch(() => {});
}

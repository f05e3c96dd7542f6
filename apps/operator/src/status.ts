import type { Condition } from "./crd/fields.ts";
import type { Failure, Outcome } from "./outcome.ts";

/** What the status of either kind has in common; kinds have fields of their own beside. */
export interface Status {
  readonly observedGeneration?: number | undefined;
  readonly conditions?: readonly Condition[] | undefined;
  readonly failed?: number | undefined;
}

export interface StatusEvent {
  readonly type: "Normal" | "Warning";
  readonly reason: string;
  readonly message: string;
}

/** What is to be written and done after a pass. */
export interface Conclusion {
  /** Absent: the status stays as it is, and nothing is written. */
  readonly status?: Status;
  readonly events: readonly StatusEvent[];
  /** Absent: the next pass comes when something changes. */
  readonly requeueAfterMs?: number;
  /** The next pass comes when this is kept, if that is sooner. */
  readonly requeueWhen?: Promise<void>;
}

export interface ConcludeOptions {
  readonly now: Date;
  readonly generation: number;
  /** The status as it was read; absent or without conditions before the first pass. */
  readonly status: Status | undefined;
  readonly backoffLimit: number;
  /** When a settled resource is looked at again, in milliseconds; absent: never. */
  readonly recheckAfterMs: number | undefined;
}

/** Longest message the API accepts in a condition. */
const maxMessageLength = 32_768;
const backoffStepMs = 5000;
const pendingMs = 5000;
const busyMs = 2000;
/** Who waits for a turn is told; this is for the case that nobody tells. */
const turnMs = 10_000;
const unreachableStepMs = 1000;
const unreachableMaxMs = 30_000;

/** Turns the outcome of a pass into conditions, counters, events and the time of the next pass. */
export function conclude(outcome: Outcome, options: ConcludeOptions): Conclusion {
  const { status, recheckAfterMs } = options;
  const recheck = recheckAfterMs === undefined ? {} : { requeueAfterMs: recheckAfterMs };
  switch (outcome.type) {
    case "unchanged":
      return { events: [], ...recheck };
    case "busy":
      return outcome.until
        ? { events: [], requeueAfterMs: turnMs, requeueWhen: outcome.until }
        : { events: [], requeueAfterMs: busyMs };
    case "reconciling":
      return { status: reconciling(outcome.message, options), events: [], requeueAfterMs: 0 };
    case "ready": {
      const conditions = withConditions(options, [
        ["Ready", "True", "Applied", outcome.message],
        ["Reconciling", "False", "Applied", ""],
        ["Stalled", "False", "Applied", ""],
      ]);
      const events: StatusEvent[] = [{ type: "Normal", reason: "Applied", message: outcome.event }];
      return {
        status: { observedGeneration: options.generation, conditions, failed: 0, ...outcome.fields },
        events,
        ...recheck,
      };
    }
    case "drifted": {
      const message = clipped(outcome.message);
      if (conditionOf(status, "Drifted")?.message === message) return { events: [], ...recheck };
      const conditions = [
        ...(status?.conditions ?? []).filter((condition) => condition.type !== "Drifted"),
        ...withConditions(options, [["Drifted", "True", "Drift", message]]),
      ];
      return {
        status: { ...status, conditions },
        events: [{ type: "Warning", reason: "Drift", message }],
        ...recheck,
      };
    }
    case "drift_gone": {
      const conditions = (status?.conditions ?? []).filter((condition) => condition.type !== "Drifted");
      return { status: { ...status, conditions }, events: [], ...recheck };
    }
    case "waiting": {
      const message = clipped(outcome.message);
      return {
        status: {
          ...status,
          observedGeneration: options.generation,
          conditions: withConditions(options, [
            ["Ready", "False", outcome.reason, message],
            ["Reconciling", "True", outcome.reason, message],
            ["Stalled", "False", outcome.reason, ""],
          ]),
        },
        events: [{ type: "Warning", reason: outcome.reason, message }],
        requeueAfterMs: pendingMs,
      };
    }
    case "failed":
      return failed(outcome, options, recheck);
  }
}

/** The status of a resource that is being worked on. */
export function reconciling(
  message: string,
  options: Omit<ConcludeOptions, "backoffLimit" | "recheckAfterMs">,
): Status {
  return {
    ...options.status,
    observedGeneration: options.generation,
    conditions: withConditions(options, [
      ["Ready", "False", "Reconciling", message],
      ["Reconciling", "True", "Reconciling", message],
      ["Stalled", "False", "Reconciling", ""],
    ]),
    failed: 0,
  };
}

function failed(
  outcome: Failure,
  options: ConcludeOptions,
  recheck: { readonly requeueAfterMs?: number },
): Conclusion {
  const message = clipped(outcome.message);
  const before = conditionOf(options.status, "Stalled");
  const isRepeated =
    before?.status === "True" &&
    before.reason === outcome.reason &&
    before.message === message &&
    before.observedGeneration === options.generation;
  // Found again on a later look: people know already.
  if (isRepeated && outcome.retry === "on_change") return { events: [], ...recheck };

  const failures = (options.status?.failed ?? 0) + 1;
  const status: Status = {
    ...options.status,
    observedGeneration: options.generation,
    conditions: withConditions(options, [
      ["Ready", "False", outcome.reason, message],
      ["Reconciling", "False", outcome.reason, message],
      ["Stalled", "True", outcome.reason, message],
    ]),
    failed: failures,
  };
  const isExhausted = options.backoffLimit > 0 && failures > options.backoffLimit;
  const warning = (reason: string, text: string): StatusEvent => ({ type: "Warning", reason, message: text });
  switch (outcome.retry) {
    case "when_reachable": {
      const events = isRepeated ? [] : [warning("TransientErr", message)];
      return { status, events, requeueAfterMs: Math.min(failures * unreachableStepMs, unreachableMaxMs) };
    }
    case "backoff": {
      const event = warning("TransientErr", message);
      return isExhausted
        ? { status, events: [event, warning("BackoffLimitExceeded", "backoff limit exceeded")] }
        : { status, events: [event], requeueAfterMs: failures * backoffStepMs };
    }
    case "on_change": {
      // People look for a refused first run under its own name.
      const event = warning(outcome.reason === "FirstRunDestructive" ? outcome.reason : "Error", message);
      const exceeded = isExhausted ? [warning("BackoffLimitExceeded", "Backoff limit exceeded")] : [];
      return { status, events: [event, ...exceeded], ...recheck };
    }
  }
}

/** The condition of a type, if the status has it. */
export function conditionOf(status: Status | undefined, type: string): Condition | undefined {
  return status?.conditions?.find((condition) => condition.type === type);
}

type ConditionValues = readonly [type: string, status: Condition["status"], reason: string, message: string];

/** The time of a condition moves only when its status does. */
function withConditions(
  { status, generation, now }: Pick<ConcludeOptions, "status" | "generation" | "now">,
  values: readonly ConditionValues[],
): readonly Condition[] {
  return values.map(([type, value, reason, message]) => {
    const before = conditionOf(status, type);
    return {
      type,
      status: value,
      observedGeneration: generation,
      lastTransitionTime:
        before?.status === value ? before.lastTransitionTime : `${now.toISOString().slice(0, 19)}Z`,
      reason,
      message: clipped(message),
    };
  });
}

function clipped(message: string): string {
  const text = message.trim();
  return text.length <= maxMessageLength ? text : `${text.slice(0, maxMessageLength - 1)}…`;
}

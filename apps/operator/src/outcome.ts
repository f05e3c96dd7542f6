import type { ErrorCode } from "@atlas/core";

/** What one pass over a resource concluded. `conclude` turns it into status, events and the next pass. */
export type Outcome =
  /** Nothing differs from what the status says. */
  | { readonly type: "unchanged" }
  /** Others work on the database: looked at again soon or when `until` is kept, and that is no failure. */
  | { readonly type: "busy"; readonly until?: Promise<void> }
  /** Work has begun; the next pass follows at once. */
  | { readonly type: "reconciling"; readonly message: string }
  /** The database is in its desired state, and something was done or learnt for that. */
  | { readonly type: "ready"; readonly message: string; readonly event: string; readonly fields: ReadyFields }
  /** The database differs although nobody changed the resource, and is left so. */
  | { readonly type: "drifted"; readonly message: string }
  /** Drift was found earlier and is gone. */
  | { readonly type: "drift_gone" }
  /** Something outside has to become ready first. */
  | { readonly type: "waiting"; readonly reason: Reason; readonly message: string }
  | Failure;

export interface Failure {
  readonly type: "failed";
  readonly reason: Reason;
  readonly message: string;
  /** Of the error; a refusal of ours has none. For the log: conditions hold the reason. */
  readonly code?: ErrorCode;
  readonly retry: Retry;
}

/**
 * `backoff` – after `failed × 5 s`, until the limit; `when_reachable` – soon and for as long as it takes, as
 * the database is down and not the resource wrong; `on_change` – only a change of the resource, its inputs
 * or the database helps.
 */
export type Retry = "backoff" | "when_reachable" | "on_change";

/** Status fields beside the conditions that a ready resource gets; all others vanish. */
export type ReadyFields = Readonly<Record<string, string | number>>;

export type Reason =
  | "Reconciling"
  | "Applied"
  | "ReadSchema"
  | "GettingDevDB"
  | "CreatingWorkingDir"
  | "CalculatingHash"
  | "LintPolicyError"
  | "FirstRunDestructive"
  | "VerifyingFirstRun"
  | "ApplyingSchema"
  | "ReadingMigrationData";

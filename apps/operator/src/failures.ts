import { asAtlasError, type AtlasError } from "@atlas/core";
import type { Phase } from "@atlas/workflows";
import type { Outcome, Reason, Retry } from "./outcome.ts";

/** The error for people: with its place and what to do next. Not yet redacted. */
export function errorText(error: AtlasError): string {
  const { place, hint } = error;
  const where = place ? `${place.file}:${place.line}:${place.column}: ` : "";
  return `${where}${error.message}${hint === undefined ? "" : `\n${hint}`}`;
}

/** What reading the resource and its references threw. */
export function inputFailure(thrown: unknown, reason: Reason, signal: AbortSignal): Outcome {
  const error = asAtlasError(thrown);
  rethrowForeign(error, signal);
  // A malformed resource does not mend itself; a Secret may yet appear.
  const retry = error.code === "E_MANIFEST" ? "on_change" : "backoff";
  return { type: "failed", reason, message: errorText(error), code: error.code, retry };
}

/**
 * What comparing or changing the database threw.
 *
 * @param phase - the phase that began last; `undefined` before anything began.
 * @param reason - what to call a failure that belongs to no phase of its own.
 */
export function workFailure(
  thrown: unknown,
  phase: Phase | undefined,
  reason: Reason,
  signal: AbortSignal,
): Outcome {
  const error = asAtlasError(thrown);
  rethrowForeign(error, signal);
  const message = errorText(error);
  const { code } = error;
  const isApplying = phase === "apply" || phase === "verify";
  const failed = (retry: Retry): Outcome => ({
    type: "failed",
    reason: isApplying ? "ApplyingSchema" : reason,
    message,
    code,
    retry,
  });
  switch (code) {
    case "E_LOCK_TIMEOUT":
    case "E_DRIFT":
      return { type: "busy" };
    case "E_DEV_UNAVAILABLE":
      return { type: "waiting", reason: "GettingDevDB", message };
    // Only statements of the desired state are run as a script, on the dev database.
    case "E_DEV_DIRTY":
    case "E_DEV_VERSION":
    case "E_SCOPE":
    case "E_SOURCE":
    case "E_SQL":
      return isApplying
        ? failed("on_change")
        : { type: "failed", reason: "CalculatingHash", message, code, retry: "backoff" };
    case "E_CONNECT":
    case "E_CONNECTION_LOST":
      return failed("when_reachable");
    case "E_AUTH":
    // By somebody on the server: we are not stopping.
    case "E_CANCELLED":
    case "E_INTERNAL":
    case "E_TIMEOUT":
      return failed("backoff");
    default:
      return failed("on_change");
  }
}

/** Neither the resource nor its database has anything to do with these: the queue tries again. */
function rethrowForeign(error: AtlasError, signal: AbortSignal): void {
  if (error.code === "E_KUBE_API" || (error.code === "E_CANCELLED" && signal.aborted)) throw error;
}

import type { Dialect, Plan, State } from "@atlas/core";
import { printPlan } from "@atlas/engine";
import type { CallContext, InspectRequest, InspectResult, WorkflowDeps } from "./requests.ts";
import { readSide, sideFingerprint, textContextOf } from "./read.ts";

/** Reads one state: of a live database, or of SQL texts by way of a dev database. */
export async function inspectState(
  request: InspectRequest,
  deps: WorkflowDeps,
  context: CallContext,
): Promise<InspectResult> {
  const side = await readSide(request.sources, request, textContextOf(request.devUrl, deps), deps, context);
  return {
    state: side.state,
    dialect: side.dialect,
    redactedUrl: side.redactedUrl,
    fingerprint: sideFingerprint(side),
  };
}

/** The statements that would make a state from nothing. */
export function printState(dialect: Dialect, state: State, indent: string): Plan {
  return printPlan(dialect, state, indent);
}

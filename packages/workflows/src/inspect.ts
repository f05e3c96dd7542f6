import type { Dialect, State, Step } from "@atlas/core";
import { fingerprint, printSteps } from "@atlas/engine";
import type { CallContext, InspectRequest, InspectResult, WorkflowDeps } from "./requests.ts";
import { readSide, textContextOf } from "./read.ts";
import { tellMissingSchemas } from "./schemas.ts";

/** Reads one state: of a live database, or of SQL texts by way of a dev database. */
export async function inspectState(
  request: InspectRequest,
  deps: WorkflowDeps,
  context: CallContext,
): Promise<InspectResult> {
  const side = await readSide(request.sources, request, textContextOf(request.devUrl, deps), deps, context);
  tellMissingSchemas(request, [side.whole], context);
  return {
    state: side.state,
    dialect: side.dialect,
    redactedUrl: side.redactedUrl,
  };
}

/** The statements that would make a state from nothing. */
export function printState(dialect: Dialect, state: State, indent: string): readonly Step[] {
  return printSteps(dialect, state, indent);
}

/** What stands for a state: the value that plans carry as `from` and `to`. */
export function hashState(dialect: Dialect, state: State): string {
  return fingerprint(state, dialect.kinds);
}

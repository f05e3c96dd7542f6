import type { Dialect, State, Step } from "@atlas/core";
import { type ObjectScript, printObjects, printSteps, stateHash } from "@atlas/engine";
import type { CallContext, InspectRequest, InspectResult, WorkflowDeps } from "./requests.ts";
import { leftOutOf } from "./left-out.ts";
import { hideBaseline, readSide, textContextOf } from "./read.ts";
import { tellMissingSchemas } from "./schemas.ts";

/** Reads one state: of a live database, or of SQL texts by way of a dev database. */
export async function inspectState(
  given: InspectRequest,
  deps: WorkflowDeps,
  context: CallContext,
): Promise<InspectResult> {
  const texts = textContextOf(given.devUrl, deps, given.baseline);
  const request = await hideBaseline(given, texts, deps, context);
  const side = await readSide(request.sources, request, texts, deps, context);
  tellMissingSchemas(request, [side.whole], context);
  return {
    state: side.state,
    dialect: side.dialect,
    redactedUrl: side.redactedUrl,
    leftOut: leftOutOf(side.dialect, side.whole, request),
  };
}

/** The statements that would make a state from nothing. */
export function printState(dialect: Dialect, state: State, indent: string): readonly Step[] {
  return printSteps(dialect, state, indent);
}

/** The same by the objects that they make. */
export function printStateObjects(dialect: Dialect, state: State, indent: string): readonly ObjectScript[] {
  return printObjects(dialect, state, indent);
}

/** A state as its canonical HCL. */
export function printHcl(dialect: Dialect, state: State): string {
  return dialect.hcl.print(state);
}

/** What stands for a state: `.Hash`, and `observed_hash` of the operator. */
export function hashState(dialect: Dialect, state: State): string {
  return stateHash(state, dialect);
}

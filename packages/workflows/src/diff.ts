import { AtlasError, type Plan } from "@atlas/core";
import { makePlan } from "@atlas/engine";
import { leftOutBetween, withLeftOut } from "./left-out.ts";
import {
  hasHcl,
  isHcl,
  isRun,
  hideBaseline,
  readSide,
  type ReadState,
  type TextContext,
  textContextOf,
  withoutRevisions,
} from "./read.ts";
import { hintsOf, settleSide } from "./renames.ts";
import type { CallContext, DiffRequest, DiffResult, StateSource, WorkflowDeps } from "./requests.ts";
import { tellMissingSchemas } from "./schemas.ts";
import { assertSameScope } from "./scratch.ts";

/** The plan that leads from one side to the other. Neither side is changed. */
export async function diffStates(
  given: DiffRequest,
  deps: WorkflowDeps,
  context: CallContext,
): Promise<DiffResult> {
  const fallback = textContextOf(given.devUrl, deps, given.baseline);
  const request = withoutRevisions(await hideBaseline(given, fallback, deps, context), [
    given.from,
    given.to,
  ]);
  const read = (sources: readonly StateSource[], texts: TextContext | undefined): Promise<ReadState> =>
    readSide(sources, request, texts, deps, context);
  // A side that is a database tells what the texts of the other are meant for: it is read first.
  const toFirst = request.to[0]?.type === "url" && isRun(request.from);
  const one = await read(toFirst ? request.to : request.from, fallback);
  const other = await read(
    toFirst ? request.from : request.to,
    besides(one, toFirst ? [request.to, request.from] : [request.from, request.to], request, fallback),
  );
  const [from, to] = toFirst ? [other, one] : [one, other];
  if (from.dialect.name !== to.dialect.name)
    throw new AtlasError("E_SCOPE", `cannot diff ${from.dialect.name} with ${to.dialect.name}`, {
      hint: "Compare two databases of one family.",
    });
  assertSameScope(from.state.scope.bound, to.state.scope.bound);
  tellMissingSchemas(request, [from.whole, to.whole], context);
  context.onEvent?.({ type: "phase", phase: "plan" });
  const kept = from.whole.objects.filter((object) => !from.state.objects.includes(object));
  const renamed = await settleSide(
    from.dialect,
    from.state,
    to.state,
    { policy: request.policy, hints: hintsOf(request.to, from.dialect, request), ask: context.onRename },
    context,
  );
  const leftOut = leftOutBetween(from.dialect, from.whole, to.whole, request);
  const planWith = (indent: string): Plan =>
    withLeftOut(
      makePlan(from.dialect, from.state, renamed.state, {
        ...renamed.planned,
        policy: request.policy,
        indent,
        kept,
        keptUnmanaged: from.whole.unmanaged,
      }),
      leftOut,
    );
  return { plan: planWith(request.indent), planWith, from: from.state, to: to.state, dialect: from.dialect };
}

function besides(
  one: ReadState,
  [sources, other]: readonly [sources: readonly StateSource[], other: readonly StateSource[]],
  request: DiffRequest,
  fallback: TextContext | undefined,
): TextContext | undefined {
  if ((!request.devUrl || !fallback) && !isHcl(other)) return undefined;
  const { bound } = one.state.scope;
  // What SQL was read on lends it no name: only its scope has to fit.
  const isUnnamed = bound !== null && isRun(sources) && !hasHcl(sources);
  return {
    dialect: one.dialect,
    devUrl: request.devUrl,
    baseline: request.baseline,
    targetVersion: one.state.version,
    bound: isUnnamed ? "" : bound,
    targetIdentity: one.identity,
    targetDefaults: one.defaults,
  };
}

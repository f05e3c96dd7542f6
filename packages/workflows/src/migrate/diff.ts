import { AtlasError, type Dialect, type Plan, type Policy, type Secret, type State } from "@atlas/core";
import { makePlan, type Proof, provePlan } from "@atlas/engine";
import type { Directory } from "@atlas/migrate";
import { leftOutBetween, withLeftOut } from "../left-out.ts";
import { hideBaseline, readSide, textContextOf, withoutRevisions } from "../read.ts";
import { hintsOf, settleSide } from "../renames.ts";
import type { CallContext, Selection, StateSource, WorkflowDeps } from "../requests.ts";
import { tellMissingSchemas } from "../schemas.ts";
import { assertSameScope, type ScratchRequest, ScratchRoom } from "../scratch.ts";
import { selectFrom } from "../select.ts";
import { type NullCheck, nullChecks } from "./null-checks.ts";
import { qualified } from "./qualified.ts";
import { qualifiedTexts } from "./qualified-texts.ts";

/** The lock that keeps runs of `migrate diff` on one dev database apart, also those of other versions of Atlas. */
export const diffLock = "atlas_migrate_diff";

export interface MigrateDiffRequest extends Selection {
  /** As it runs: of templates what they are rendered to. */
  readonly directory: Directory;
  readonly to: readonly StateSource[];
  readonly devUrl: Secret<string>;
  readonly policy: Policy;
  readonly indent: string;
  /** Put before the names of objects of a plan for one schema. Default: nothing. */
  readonly qualifier?: string | undefined;
  /** Columns that come to refuse NULL are checked for it before anything is changed. Default: `false`. */
  readonly checksNulls?: boolean;
  /** How long to wait for others on the same dev database, in milliseconds. */
  readonly lockTimeoutMs: number;
}

export interface MigrateDiffResult {
  /** Without steps where the directory leads to the desired state already. */
  readonly plan: Plan;
  /** The same plan with its statements laid out otherwise. */
  readonly planWith: (indent: string) => Plan;
  /** Comments of steps in whose texts the qualifier could not be put before all names. */
  readonly unqualified: readonly string[];
  readonly checks: readonly NullCheck[];
  readonly from: State;
  readonly to: State;
  readonly dialect: Dialect;
  readonly proof: Proof;
}

/**
 * The plan that leads from what a migration directory makes to the desired state, tried on the dev database.
 *
 * @throws {AtlasError} `E_PROOF` if the plan does not lead there; whatever replaying the directory throws.
 */
export async function diffDirectory(
  given: MigrateDiffRequest,
  deps: WorkflowDeps,
  context: CallContext,
): Promise<MigrateDiffResult> {
  const fallback = textContextOf(given.devUrl, deps, given.baseline);
  if (!fallback) throw new Error("a dev URL has a dialect");
  const { dialect } = fallback;
  // A database tells what files are meant for: it is read first.
  const live =
    given.to[0]?.type === "url" ? await readSide(given.to, given, undefined, deps, context) : undefined;
  if (live && live.dialect.name !== dialect.name)
    throw new AtlasError("E_SCOPE", `cannot diff ${dialect.name} with ${live.dialect.name}`, {
      hint: "Use a dev database of the same family as the desired state.",
    });
  const scratch: ScratchRequest = {
    ...fallback,
    targetVersion: live?.state.version,
    bound: live?.state.scope.bound,
    targetIdentity: live?.identity,
    targetDefaults: live?.defaults,
    lock: { name: diffLock, timeoutMs: given.lockTimeoutMs },
  };
  await using room = new ScratchRoom(scratch, deps, context);
  const texts = { ...scratch, room };
  const shown = await hideBaseline(given, texts, deps, context);
  const present: readonly StateSource[] = [{ type: "migrations", directory: given.directory }];
  const request = withoutRevisions(shown, [present]);
  const from = await readSide(present, request, texts, deps, context).catch((error: unknown) => {
    throw limitingScope(error);
  });
  const { bound } = from.state.scope;
  const to = live
    ? { ...live, state: selectFrom(live.whole, request, dialect.kinds) }
    : await readSide(
        given.to,
        request,
        { ...texts, bound: bound === null ? null : "", isForPlan: true },
        deps,
        context,
      );
  assertSameScope(bound, to.state.scope.bound);
  tellMissingSchemas(request, [from.whole, to.whole], context);
  context.onEvent?.({ type: "phase", phase: "plan" });
  const { state, planned } = await settleSide(
    dialect,
    from.state,
    to.state,
    { policy: request.policy, hints: hintsOf(request.to, dialect, request), ask: context.onRename },
    context,
  );
  const compared = new Set(from.state.objects);
  const kept = from.whole.objects.filter((object) => !compared.has(object));
  const leftOut = leftOutBetween(dialect, from.whole, to.whole, request);
  const planBetween = (one: State, other: State, indent: string): Plan =>
    withLeftOut(
      makePlan(dialect, one, other, {
        ...planned,
        policy: request.policy,
        indent,
        kept,
        keptUnmanaged: from.whole.unmanaged,
      }),
      leftOut,
    );
  const plan = planBetween(from.state, state, request.indent);
  const { qualifier = "" } = request;
  const qualifiedPlan = (indent: string): { plan: Plan; left: readonly string[] } => {
    if (bound === null || qualifier === "")
      return { plan: indent === request.indent ? plan : planBetween(from.state, state, indent), left: [] };
    const sides = [from.state, state] as const;
    const [one, other] = [qualified(from.state, qualifier), qualified(state, qualifier)];
    const whole = planBetween(one, other, indent);
    const { steps, left } = qualifiedTexts(whole.steps, sides, qualifier, dialect);
    return { plan: { ...whole, steps }, left };
  };
  await to.noteSteps?.(plan.steps.length > 0);
  const proof: Proof =
    plan.steps.length === 0
      ? { proven: true }
      : await room.use((place) => {
          context.onEvent?.({ type: "phase", phase: "prove" });
          return provePlan(dialect, plan, from.state, state, place, request.policy, {
            signal: context.signal,
          });
        });
  const printed = qualifiedPlan(request.indent);
  return {
    plan: printed.plan,
    planWith: (indent) => qualifiedPlan(indent).plan,
    unqualified: printed.left,
    checks: request.checksNulls ? nullChecks(dialect, from.state, state, qualifier) : [],
    from: from.state,
    to: state,
    dialect,
    proof,
  };
}

/** What is in a whole database is in the way; what is beside one schema is not. */
function limitingScope(error: unknown): unknown {
  if (!(error instanceof AtlasError) || error.code !== "E_DEV_DIRTY") return error;
  const dirt = String(error.details["dirt"]);
  if (!/^found schema |in schema "public"$/.test(dirt)) return error;
  return new AtlasError(error.code, error.message, {
    details: error.details,
    hint: `dev database is not clean (${dirt}). Add a schema to the URL to limit the scope of the connection.`,
    cause: error,
  });
}

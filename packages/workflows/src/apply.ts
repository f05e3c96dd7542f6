import {
  adviceOn,
  AtlasError,
  type Dialect,
  type Driver,
  type Plan,
  type Ref,
  refKey,
  type Rename,
  type Report,
  type State,
  type TableSize,
} from "@atlas/core";
import { ApplyError, applyPlan, assertFitsOneByOne, makePlan, provePlan } from "@atlas/engine";
import { accessOf } from "./access.ts";
import { parseTarget, startsServer, type Target } from "./dialects.ts";
import { assertUnchanged } from "./drift.ts";
import { settleDoubt } from "./doubt.ts";
import { editedPlan, editFailed, touchingAll } from "./edit.ts";
import { hashState } from "./inspect.ts";
import { planScript } from "./plan-script.ts";
import { lackingRoles, leftOutBetween, withLeftOut } from "./left-out.ts";
import {
  devUrlMissing,
  hideBaseline,
  hasHcl,
  isHcl,
  isRun,
  readDatabase,
  readSide,
  type ReadState,
  type TextContext,
  withoutRevisions,
} from "./read.ts";
import { hintsOf, type RenamedSide, settleSide } from "./renames.ts";
import type { ApplyRequest, ApplyResult, CallContext, Proposal, Verdict, WorkflowDeps } from "./requests.ts";
import { tellMissingSchemas } from "./schemas.ts";
import { assertSameScope, type RoomUse, type ScratchRequest, ScratchRoom } from "./scratch.ts";
import { SharedWork } from "./shared-work.ts";
import { type Foresight, startAhead } from "./start-ahead.ts";
import { assertReached } from "./verify.ts";

/** Name of the lock that keeps runs on one schema, or on one whole database, apart. */
const lockName = "atlas_schema_apply";

/**
 * Brings a database to its desired state: reads both, plans, tries the plan on a dev database, asks
 * `decide`, and applies.
 *
 * Nothing is changed before `decide` approves. Between plan and apply the database is compared again.
 *
 * @param shared - for runs that have something in common: they may go on at the same time.
 * @throws {ApplyError} with what became of each step, when it stops half-way.
 * @throws {AtlasError} `E_DRIFT` when the database changed since the plan was made; nothing was applied.
 */
export async function applySchema(
  given: ApplyRequest,
  deps: WorkflowDeps,
  decide: (proposal: Proposal) => Promise<Verdict>,
  context: CallContext,
  shared?: SharedWork,
): Promise<ApplyResult> {
  const target = parseTarget(deps.dialects, given.url);
  context.onEvent?.({ type: "phase", phase: "connect" });
  const options = {
    signal: context.signal,
    lockTimeoutMs: given.lockTimeoutMs,
    mustExist: given.to[0]?.type === "empty",
  };
  const foresight = shared ? undefined : await startAhead(given, target, deps);
  const run: Run = { given, target, deps, decide, context, shared, foresight };
  if (shared) return shared.connections.use(target, options, (driver) => applyThrough(driver, run));
  await using driver = await target.dialect.connect(target.url, options);
  return await applyThrough(driver, run);
}

/** One call of `applySchema`. */
interface Run {
  readonly given: ApplyRequest;
  readonly target: Target;
  readonly deps: WorkflowDeps;
  readonly decide: (proposal: Proposal) => Promise<Verdict>;
  readonly context: CallContext;
  readonly shared: SharedWork | undefined;
  readonly foresight: Foresight | undefined;
}

async function applyThrough(driver: Driver, run: Run): Promise<ApplyResult> {
  const startedAt = new Date();
  const { given, target, deps, decide, context, shared } = run;
  const { signal, onEvent } = context;
  // Among many, others change their schemas all the time, and a connection that reads anew does so quickly.
  const mark = shared ? undefined : await driver.mark?.({ signal });
  const scratch: ScratchRequest = {
    dialect: target.dialect,
    devUrl: given.devUrl,
    targetVersion: driver.version,
    bound: target.url.bound,
    baseline: given.baseline,
    targetDefaults: driver.sessionDefaults,
    targetIdentity:
      given.devUrl && !startsServer(given.devUrl) ? await driver.identity?.({ signal }) : undefined,
  };
  const common = shared ?? new SharedWork();
  const key = keyOf(given, scratch, common);
  // A given dev database is locked while it is used: it is given back for the next run to take.
  const isRoomShared = shared !== undefined && scratch.targetIdentity === undefined;
  await using own = isRoomShared ? undefined : new ScratchRoom(scratch, deps, context);
  const room = own ?? common.room(key, scratch, deps, context);
  // Of many targets that share a room, nobody knows which will need it.
  const texts = { ...scratch, room, isForPlan: own !== undefined };
  const { hidden } = await common.once(`baseline ${key}`, () => hideBaseline(given, texts, deps, context));
  const request = withoutRevisions(hidden ? { ...given, hidden } : given, [given.to]);
  const read = await readBoth(driver, texts, request, deps, context, (side) =>
    common.once(`desired ${key}`, side),
  );
  const { onRename } = context;
  const renaming = {
    policy: request.policy,
    hints: hintsOf(request.to, target.dialect, request),
    ...(onRename && {
      ask: (rename: Rename) =>
        common.once(`rename ${key} ${refKey(rename.from)} ${refKey(rename.to)}`, () => onRename(rename)),
    }),
  };
  const { state, planned } = await settleSide(
    target.dialect,
    read.present.state,
    read.desired.state,
    renaming,
    context,
  );
  const sides: Sides = { ...read, desired: { ...read.desired, state }, planned };
  const { present, desired } = sides;

  onEvent?.({ type: "phase", phase: "plan" });
  const propose = async (): Promise<Omit<Proposal, "driver">> => {
    const lacking = isEmptied(request) ? [] : await lackingRoles(driver, desired.whole, request, { signal });
    const made = withLeftOut(planOf(target.dialect, sides, request), lacking);
    const isEdited = request.edit !== undefined && made.steps.length > 0;
    const plan = isEdited
      ? editedPlan(made, (await request.edit?.(planScript(made.steps).text)) ?? "", target.dialect)
      : made;
    if (request.txMode === "none") assertFitsOneByOne(plan);
    let hash: string | undefined;
    const desiredFingerprint = (): string => (hash ??= hashState(target.dialect, read.desired.state));
    if (plan.steps.length === 0)
      return {
        plan,
        desiredFingerprint,
        dialect: target.dialect,
        from: present.state,
        to: desired.state,
        sizes: [],
        advice: [],
        proof: { proven: true },
      };
    const sizes = await sizesOf(driver, plan, signal);
    return {
      plan,
      desiredFingerprint,
      dialect: target.dialect,
      from: present.state,
      to: desired.state,
      sizes,
      advice: adviceOn(plan, sizes, request.policy),
      proof: isEdited
        ? await proveEdited(plan, sides, room, target.dialect, request, context)
        : await prove(plan, sides, room, target.dialect, request, context, { anyName: true }),
    };
  };
  const made = shared
    ? await shared.once(`plan ${key} ${presentKey(target.dialect, present)}`, propose)
    : await propose();
  const proposal: Proposal = {
    ...made,
    plan: { ...made.plan, scope: present.state.scope },
    driver: target.dialect.release?.(driver.version).driver ?? target.dialect.name,
  };
  const { plan, desiredFingerprint } = proposal;
  const noteSteps = async (hasSteps: boolean): Promise<void> => {
    if (own) await desired.noteSteps?.(hasSteps);
    await run.foresight?.noteSteps(hasSteps);
  };
  await noteSteps(plan.steps.length > 0);
  const base = {
    redactedUrl: target.url.redacted,
    dialect: target.dialect,
    desiredFingerprint,
    skipped: plan.skipped,
    unmanaged: plan.unmanaged,
    startedAt,
  };
  if (plan.steps.length === 0) return { ...base, outcome: "synced", proposal, endedAt: new Date() };
  // Others may wait for it, and the decision may take a person's time.
  await own?.[Symbol.asyncDispose]();
  if (request.dryRun) return { ...base, outcome: "planned", proposal, endedAt: new Date() };
  const verdict = await decide(proposal);
  if (verdict.verdict === "aborted") return { ...base, outcome: "aborted", proposal, endedAt: new Date() };
  if (verdict.verdict === "rejected")
    return { ...base, outcome: "rejected", reason: verdict.reason, proposal, endedAt: new Date() };

  const apply = async (): Promise<Report> => {
    await using _lock = request.skipLock
      ? undefined
      : await driver.lock(request.lockName ?? lockName, {
          timeoutMs: request.lockTimeoutMs,
          ofSchema: true,
          signal,
          onWait: (holder) => onEvent?.({ type: "waiting_for_lock", holder }),
        });
    await assertUnchanged(driver, plan, { mark, access: accessOf(present.state) }, request, signal);
    onEvent?.({ type: "phase", phase: "apply" });
    try {
      const report = await applyPlan(driver, plan, {
        signal,
        oneByOne: request.txMode === "none",
        onStepStart: (step) => onEvent?.({ type: "step_started", step, of: plan.steps.length }),
        onStepEnd: (step, durationMs) => onEvent?.({ type: "step_finished", step, durationMs }),
      });
      if (!proposal.proof.proven) await assertReached(driver, plan, desired.state, request, context);
      return report;
    } catch (error) {
      const planFrom = (from: State): Plan => makePlan(target.dialect, from, desired.state, request);
      if (error instanceof ApplyError)
        throw await settleDoubt(error, target, { plan, desired: desired.state, planFrom }, request);
      throw error;
    }
  };
  // Our own runs wait here and not for each other's locks, so that only those of others can take too long.
  const database = target.url.redacted.split("?", 1)[0] ?? "";
  const report = await common.turn(database, apply, target.url.bound ?? undefined);
  await noteSteps(false);
  return { ...base, outcome: "applied", proposal, report, endedAt: new Date() };
}

/** What a request and its dev database have in common with others: equal keys read one desired state. */
function keyOf(request: ApplyRequest, scratch: ScratchRequest, common: SharedWork): string {
  const { bound } = scratch;
  return JSON.stringify([
    scratch.dialect.name,
    scratch.targetVersion,
    scratch.targetDefaults,
    request.devUrl?.reveal(),
    request.baseline?.text,
    // The name of a schema plays a part in HCL alone.
    hasHcl(request.to) ? bound : bound === null,
    common.numberOf(request.to),
    request.schemas,
    request.exclude,
    request.include,
    request.mode,
    hasHcl(request.to) && request.variables,
    request.policy,
    request.indent,
  ]);
}

function presentKey(dialect: Dialect, { state, whole }: Sides["present"]): string {
  return `${hashState(dialect, whole)} ${hashState(dialect, state)} ${accessOf(whole)} ${JSON.stringify(whole.unmanaged)}`;
}

function planOf(dialect: Dialect, { present, desired, planned }: Sides, request: ApplyRequest): Plan {
  const compared = new Set(present.state.objects);
  const plan = makePlan(dialect, present.state, desired.state, {
    ...request,
    ...planned,
    kept: present.whole.objects.filter((object) => !compared.has(object)),
    keptUnmanaged: present.whole.unmanaged,
  });
  return isEmptied(request)
    ? plan
    : withLeftOut(plan, leftOutBetween(dialect, present.whole, desired.whole, request));
}

/** Everything goes: nothing is compared. */
function isEmptied({ to }: ApplyRequest): boolean {
  return to[0]?.type === "empty";
}

interface Sides {
  readonly present: { readonly state: ReadState["state"]; readonly whole: ReadState["whole"] };
  readonly desired: ReadState;
  /** What gets another name first. */
  readonly planned: RenamedSide["planned"];
}

/** Reads both sides at the same time: they are different servers. */
async function readBoth(
  driver: Driver,
  texts: TextContext,
  request: ApplyRequest,
  deps: WorkflowDeps,
  context: CallContext,
  once: (read: () => Promise<ReadState>) => Promise<ReadState>,
): Promise<Omit<Sides, "planned">> {
  if (isRun(request.to) && !request.devUrl && !isHcl(request.to)) throw devUrlMissing(request.to);
  const [present, desired] = await Promise.allSettled([
    readDatabase(driver, request, context),
    once(() => readSide(request.to, request, texts, deps, context)),
  ]);
  if (present.status === "rejected") throw present.reason;
  if (desired.status === "rejected") throw desired.reason;
  assertSameScope(texts.bound, desired.value.state.scope.bound);
  tellMissingSchemas(request, [present.value.whole, desired.value.whole], context);
  return { present: present.value, desired: desired.value };
}

async function prove(
  plan: Plan,
  sides: Sides,
  room: ScratchRoom,
  dialect: Dialect,
  request: ApplyRequest,
  context: CallContext,
  use?: RoomUse,
): Promise<Proposal["proof"]> {
  if (isEmptied(request)) return { proven: false, reason: "dropping everything is not tried first" };
  if (!request.devUrl && !isHcl(request.to))
    return { proven: false, reason: "no dev database was given (--dev-url)" };
  const { present, desired } = sides;
  return room.use((scratch) => {
    context.onEvent?.({ type: "phase", phase: "prove" });
    const options = { signal: context.signal };
    return provePlan(dialect, plan, present.state, desired.state, scratch, request.policy, options);
  }, use);
}

/** An edited plan is only applied once it was seen to lead to the desired state. */
async function proveEdited(
  plan: Plan,
  sides: Sides,
  room: ScratchRoom,
  dialect: Dialect,
  request: ApplyRequest,
  context: CallContext,
): Promise<Proposal["proof"]> {
  const whole = touchingAll(plan, sides.present.state, sides.desired.state);
  const proof = await prove(whole, sides, room, dialect, request, context).catch((error: unknown) => {
    throw error instanceof AtlasError && error.code === "E_PROOF" ? editFailed(error) : error;
  });
  if (proof.proven) return proof;
  throw new AtlasError("E_PROOF", `the edited plan could not be tried: ${proof.reason}`, {
    hint: "Nothing was changed. Run again without --edit, or with a dev database that can hold the present state.",
  });
}

async function sizesOf(driver: Driver, plan: Plan, signal: AbortSignal): Promise<readonly TableSize[]> {
  const tables = new Map<string, Ref>();
  for (const step of plan.steps) if (step.table) tables.set(refKey(step.table), step.table);
  return tables.size === 0 ? [] : driver.tableSizes([...tables.values()], { signal });
}

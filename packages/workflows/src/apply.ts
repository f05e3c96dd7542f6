import { type Dialect, type Driver, type Plan, type Ref, refKey, type TableSize } from "@atlas/core";
import { ApplyError, applyPlan, makePlan, provePlan } from "@atlas/engine";
import { parseTarget, startsServer } from "./dialects.ts";
import { assertUnchanged } from "./drift.ts";
import { settleDoubt } from "./doubt.ts";
import { hashState } from "./inspect.ts";
import {
  devUrlMissing,
  hideBaseline,
  isHcl,
  readDatabase,
  readSide,
  type ReadState,
  type TextContext,
} from "./read.ts";
import type { ApplyRequest, ApplyResult, CallContext, Proposal, Verdict, WorkflowDeps } from "./requests.ts";
import { tellMissingSchemas } from "./schemas.ts";
import { assertSameScope, type ScratchRequest, ScratchRoom } from "./scratch.ts";
import { assertReached } from "./verify.ts";

/** Name of the lock that keeps runs apart. */
const lockName = "atlas_schema_apply";

/**
 * Brings a database to its desired state: reads both, plans, tries the plan on a dev database, asks
 * `decide`, and applies.
 *
 * Nothing is changed before `decide` approves. Between plan and apply the database is compared again.
 *
 * @throws {ApplyError} with what became of each step, when it stops half-way.
 * @throws {AtlasError} `E_DRIFT` when the database changed since the plan was made; nothing was applied.
 */
export async function applySchema(
  given: ApplyRequest,
  deps: WorkflowDeps,
  decide: (proposal: Proposal) => Promise<Verdict>,
  context: CallContext,
): Promise<ApplyResult> {
  const startedAt = new Date();
  const { signal, onEvent } = context;
  const target = parseTarget(deps.dialects, given.url);
  onEvent?.({ type: "phase", phase: "connect" });
  await using driver = await target.dialect.connect(target.url, {
    signal,
    lockTimeoutMs: given.lockTimeoutMs,
    mustExist: given.to[0]?.type === "empty",
  });
  const mark = await driver.mark?.({ signal });
  const scratch: ScratchRequest = {
    dialect: target.dialect,
    devUrl: given.devUrl,
    targetVersion: driver.version,
    bound: target.url.bound,
    baseline: given.baseline,
    targetIdentity:
      given.devUrl && !startsServer(given.devUrl) ? await driver.identity?.({ signal }) : undefined,
  };
  await using room = new ScratchRoom(scratch, deps, context);
  const request = await hideBaseline(given, { ...scratch, room }, deps, context);
  const sides = await readBoth(driver, { ...scratch, room }, request, deps, context);
  const { present, desired } = sides;

  onEvent?.({ type: "phase", phase: "plan" });
  const excluded = present.whole.objects.filter((object) => !present.state.objects.includes(object));
  const plan = makePlan(target.dialect, present.state, desired.state, {
    ...request,
    kept: excluded,
    keptUnmanaged: present.whole.unmanaged,
  });
  const desiredFingerprint = hashState(target.dialect, desired.state);
  const base = {
    redactedUrl: target.url.redacted,
    dialect: target.dialect,
    desiredFingerprint,
    skipped: plan.skipped,
    unmanaged: plan.unmanaged,
    startedAt,
  };
  if (plan.steps.length === 0) {
    const proposal: Proposal = { plan, desiredFingerprint, sizes: [], proof: { proven: true } };
    return { ...base, outcome: "synced", proposal, endedAt: new Date() };
  }

  const proposal: Proposal = {
    plan,
    desiredFingerprint,
    sizes: await sizesOf(driver, plan, signal),
    proof: await prove(plan, sides, room, target.dialect, request, context),
  };
  // Others may wait for it, and the decision may take a person's time.
  await room[Symbol.asyncDispose]();
  if (request.dryRun) return { ...base, outcome: "planned", proposal, endedAt: new Date() };
  const verdict = await decide(proposal);
  if (verdict.verdict === "aborted") return { ...base, outcome: "aborted", proposal, endedAt: new Date() };
  if (verdict.verdict === "rejected")
    return { ...base, outcome: "rejected", reason: verdict.reason, proposal, endedAt: new Date() };

  await using _lock = await driver.lock(lockName, {
    timeoutMs: request.lockTimeoutMs,
    signal,
    onWait: (holder) => onEvent?.({ type: "waiting_for_lock", holder }),
  });
  await assertUnchanged(driver, plan, mark, request, signal);
  onEvent?.({ type: "phase", phase: "apply" });
  try {
    const report = await applyPlan(driver, plan, {
      signal,
      oneByOne: request.txMode === "none",
      onStepStart: (step) => onEvent?.({ type: "step_started", step, of: plan.steps.length }),
      onStepEnd: (step, durationMs) => onEvent?.({ type: "step_finished", step, durationMs }),
    });
    if (!proposal.proof.proven) await assertReached(driver, plan, desired.state, request, context);
    return { ...base, outcome: "applied", proposal, report, endedAt: new Date() };
  } catch (error) {
    if (error instanceof ApplyError) throw await settleDoubt(error, target, plan, desired.state, request);
    throw error;
  }
}

interface Sides {
  readonly present: { readonly state: ReadState["state"]; readonly whole: ReadState["whole"] };
  readonly desired: ReadState;
}

/** Reads both sides at the same time: they are different servers. */
async function readBoth(
  driver: Driver,
  texts: TextContext,
  request: ApplyRequest,
  deps: WorkflowDeps,
  context: CallContext,
): Promise<Sides> {
  const isText = request.to[0]?.type === "text";
  if (isText && !request.devUrl && !isHcl(request.to)) throw devUrlMissing(request.to);
  const [present, desired] = await Promise.allSettled([
    readDatabase(driver, request, context),
    readSide(request.to, request, texts, deps, context),
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
): Promise<Proposal["proof"]> {
  if (request.to[0]?.type === "empty")
    return { proven: false, reason: "dropping everything is not tried first" };
  if (!request.devUrl && !isHcl(request.to))
    return { proven: false, reason: "no dev database was given (--dev-url)" };
  const { present, desired } = sides;
  return room.use((scratch) => {
    context.onEvent?.({ type: "phase", phase: "prove" });
    const options = { signal: context.signal };
    return provePlan(dialect, plan, present.state, desired.state, scratch, request.policy, options);
  });
}

async function sizesOf(driver: Driver, plan: Plan, signal: AbortSignal): Promise<readonly TableSize[]> {
  const tables = new Map<string, Ref>();
  for (const step of plan.steps) if (step.table) tables.set(refKey(step.table), step.table);
  return tables.size === 0 ? [] : driver.tableSizes([...tables.values()], { signal });
}

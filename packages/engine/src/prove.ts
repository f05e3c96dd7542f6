import {
  asAtlasError,
  AtlasError,
  type CallOptions,
  type Dialect,
  type Driver,
  type Plan,
  type Policy,
  refKey,
  refOf,
  type SchemaObject,
  type State,
  type Step,
  type UnmanagedInPlan,
} from "@atlas/core";
import { applyPlan } from "./apply.ts";
import { describeChanges, diffStates } from "./diff.ts";
import { printPlan } from "./plan.ts";
import { missingOn, withoutForeignRoles, withRoles } from "./roles.ts";
import { fitsOneTransaction, onScratch, type Scratch } from "./scratch.ts";
import { neighbourhood } from "./subset.ts";

export type Proof =
  | { readonly proven: true }
  /** The plan could not be tried, for a reason that is not its fault. */
  | { readonly proven: false; readonly reason: string };

/**
 * Tries a plan on a scratch database: builds the present state there, as far as the plan can touch it,
 * runs the plan, and checks that planning again finds nothing.
 *
 * @throws {AtlasError} `E_PROOF` when a statement fails or the desired state is not reached: the plan must
 *   not be applied.
 */
export async function provePlan(
  dialect: Dialect,
  plan: Plan,
  from: State,
  to: State,
  scratch: Scratch,
  policy: Policy,
  options: CallOptions = {},
): Promise<Proof> {
  const part = neighbourhood(dialect, plan, dialect.leaveAlone?.(from, to) ?? from, to);
  const setup = printPlan(dialect, part.from, "");
  const canRollBack = fitsOneTransaction(setup) && fitsOneTransaction(plan);
  const traits = traitsOf(dialect);
  const hasTraits = [...from.objects, ...to.objects].some(({ kind }) => traits.has(kind));
  const isTried = (step: Step): boolean => hasTraits || !step.unprovable;
  const texts = [...setup.steps, ...plan.steps].filter(isTried).map((step) => step.sql);
  const lacking = scratch.isPrivate ? [] : await missingOn(scratch, texts, options);
  if (lacking.length > 0)
    return { proven: false, reason: `the dev database lacks the roles ${lacking.join(", ")}` };
  const attempt = (lookFirst: boolean): Promise<Proof> =>
    onScratch(
      scratch,
      canRollBack,
      (driver) =>
        withRoles(
          scratch,
          texts,
          async () => {
            const fresh = lookFirst ? (await driver.inspect({ schemas: [] }, options)).objects : [];
            const bench = { dialect, driver, fresh, inTransaction: canRollBack, hasTraits, isTried, texts };
            const obstacle = await buildPresent(bench, setup, part.from, options);
            if (obstacle !== undefined) return { proven: false, reason: obstacle };
            const missing = await runPlan(bench, plan, options);
            if (missing !== undefined) return { proven: false, reason: missing };
            await assertReached(bench, plan, part.to, policy, options);
            return { proven: true };
          },
          options,
        ),
      options,
    );
  // What an empty database has of itself is hardly ever in the way, and looking costs as much as the rest:
  // first without, which can only fail more often.
  if (canRollBack && (await proves(attempt(false)))) return { proven: true };
  return attempt(true);
}

/** Whether the attempt proved the plan. Whatever else it found is looked at again. */
async function proves(attempt: Promise<Proof>): Promise<boolean> {
  try {
    return (await attempt).proven;
  } catch (error) {
    const reason = asAtlasError(error);
    if (isOurProblem(reason)) throw reason;
    return false;
  }
}

interface Bench {
  readonly dialect: Dialect;
  readonly driver: Driver;
  /** What the scratch database held before anything was done to it. */
  readonly fresh: readonly SchemaObject[];
  /** Everything happens inside the transaction that is open. */
  readonly inTransaction: boolean;
  /** Where permissions are looked at, statements about them are tried: the roles that they name are made first. */
  readonly hasTraits: boolean;
  readonly isTried: (step: Step) => boolean;
  /** All statements that are tried. */
  readonly texts: readonly string[];
}

/** What the statements made of the scratch database. Permissions only count where they are looked at. */
async function look(bench: Bench, like: State, options: CallOptions): Promise<State> {
  const { driver, texts, hasTraits } = bench;
  const state = await driver.inspect({ schemas: like.scope.schemas, shared: true }, options);
  const made = withoutForeignRoles(driver, state, texts);
  if (hasTraits) return made;
  const traits = traitsOf(bench.dialect);
  return { ...made, objects: made.objects.filter(({ kind }) => !traits.has(kind)) };
}

function traitsOf(dialect: Dialect): ReadonlySet<string> {
  return new Set(dialect.kinds.flatMap(({ name, trait }) => (trait ? [name] : [])));
}

async function buildPresent(
  bench: Bench,
  setup: Plan,
  present: State,
  options: CallOptions,
): Promise<string | undefined> {
  const { dialect, fresh } = bench;
  try {
    await execute(bench, setup, options);
  } catch (error) {
    const reason = asAtlasError(error);
    if (isOurProblem(reason)) throw reason;
    return `the present state cannot be built on the dev database: ${reason.message}`;
  }
  const built = await look(bench, present, options);
  const left = describeChanges(
    diffStates(dialect, without(built, fresh, present), present, { policy: { skip: [] } }),
  );
  return left.length === 0
    ? undefined
    : `the present state comes out differently on the dev database: ${left.join(", ")}`;
}

/** @returns why the plan cannot be tried here: it needs something that is not managed and so not built. */
async function runPlan(bench: Bench, plan: Plan, options: CallOptions): Promise<string | undefined> {
  try {
    await execute(bench, plan, options);
    return undefined;
  } catch (error) {
    const reason = asAtlasError(error);
    if (isOurProblem(reason)) throw reason;
    const missing = unmanagedIn(reason.message, plan);
    if (missing && missing.side !== "desired")
      return `it needs ${missing.kind} ${missing.name}, which is not managed yet and so not on the dev database`;
    throw new AtlasError("E_PROOF", `the plan fails on the dev database: ${reason.message}`, {
      details: reason.details,
      hint: missing
        ? `Nothing was changed. Create ${missing.kind} ${missing.name} in the database first: such objects are not managed yet.`
        : "Nothing was changed. Check the statement against the schema; if the schema is right, this is a defect of ours: please report it.",
      cause: reason,
    });
  }
}

/** The unmanaged object that the server's message speaks of. */
function unmanagedIn(message: string, plan: Plan): UnmanagedInPlan | undefined {
  const words = new Set(message.split(/[^\p{L}\p{N}_$]+/u));
  return plan.unmanaged.find(
    (object) =>
      !object.isTrait &&
      words.has(object.name.replace(/\(.*$/s, "").replace(/^.*\./s, "").replaceAll('"', "")),
  );
}

async function execute(
  { driver, inTransaction, isTried }: Bench,
  whole: Plan,
  options: CallOptions,
): Promise<void> {
  const plan = { ...whole, steps: whole.steps.filter(isTried) };
  if (inTransaction)
    for (const step of plan.steps) await driver.execute(step.sql, { ...options, uncheckedBodies: true });
  else await applyPlan(driver, plan, { signal: options.signal, lockRetries: 0 });
}

async function assertReached(
  bench: Bench,
  plan: Plan,
  desired: State,
  policy: Policy,
  options: CallOptions,
): Promise<void> {
  const { dialect, fresh } = bench;
  const reached = await look(bench, desired, options);
  const difference = diffStates(dialect, without(reached, fresh, desired), desired, { policy });
  const left = describeChanges(difference, plan.skipped);
  if (left.length === 0) return;
  throw new AtlasError("E_PROOF", `the plan does not lead to the desired state: ${left.join(", ")} remain`, {
    details: { remaining: left },
    hint: "Nothing was changed. This is a defect of ours: please report the two schemas.",
  });
}

/** Leaves out what an empty database has of itself and nobody declared, such as its first schema. */
function without(state: State, fresh: readonly SchemaObject[], other: State): State {
  const wanted = new Set(other.objects.map((object) => refKey(refOf(object))));
  const own = new Set(fresh.map((object) => refKey(refOf(object))));
  const isTheirs = (key: string): boolean => wanted.has(key) || !own.has(key);
  return { ...state, objects: state.objects.filter((object) => isTheirs(refKey(refOf(object)))) };
}

function isOurProblem(error: AtlasError): boolean {
  return error.code === "E_CANCELLED" || error.code === "E_CONNECTION_LOST" || error.code === "E_INTERNAL";
}

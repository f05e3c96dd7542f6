import { AtlasError, type Driver, type State } from "@atlas/core";
import { describeChanges, diffStates } from "@atlas/engine";
import type { LintFile, LintServer } from "@atlas/lint";
import type { ParsedFile } from "@atlas/migrate";
import type { CallContext, WorkflowDeps } from "../requests.ts";
import { lintServer, scanned, Simulation, withoutShared } from "./lint-files.ts";
import { replayedState, type ReplayRequest, withReplayed } from "./replay.ts";

/** What came of running new files on a dev database. */
export interface Simulated {
  /** In the order of the directory. */
  readonly files: readonly LintFile[];
  readonly server: LintServer;
  /** Before and after them. */
  readonly from: State;
  readonly to: State;
  /** The schema that the dev database is bound to. */
  readonly bound: string | null;
}

/**
 * Runs the files before the new ones, and then those one statement after the other. A checkpoint among them stands for
 * itself: it is run on an empty database.
 *
 * @param first - index of the first new file.
 * @throws {FileFailure} for a new file that the server refuses; `AtlasError` for those before.
 */
export async function simulate(
  files: readonly ParsedFile[],
  first: number,
  request: ReplayRequest,
  deps: WorkflowDeps,
  context: CallContext,
): Promise<Simulated> {
  const fresh = files.slice(first);
  for (const file of fresh) scanned(file);
  const isCheckpoint = ({ directives }: ParsedFile): boolean => directives.checkpoint !== undefined;
  const runOn = async (base: readonly ParsedFile[], targets: readonly ParsedFile[]): Promise<Simulated> =>
    asSnapshot(() =>
      withReplayed(
        base,
        {
          ...request,
          commits: targets.some((file) => needsCommit(file, request)),
          touching: targets.flatMap(({ statements }) => statements.map(({ text }) => text)),
        },
        deps,
        context,
        (driver, state) => runFiles(driver, state, targets, base.length === 0, request, context),
      ),
    );
  const main = await runOn(
    files.slice(0, first),
    fresh.filter((file) => !isCheckpoint(file)),
  );
  const analysed = [...main.files];
  for (const checkpoint of fresh.filter(isCheckpoint)) {
    const reached = await runOn([], [checkpoint]);
    const before = files.slice(0, files.indexOf(checkpoint));
    const remaining =
      before.length === 0 ? [] : await remainingAfter(reached.to, before, request, deps, context);
    analysed.push(...reached.files.map((file) => ({ ...file, remaining })));
  }
  const order = new Map(fresh.map(({ file }, index) => [file.name, index]));
  const place = ({ name }: LintFile): number => order.get(name) ?? 0;
  return { ...main, files: analysed.toSorted((one, other) => place(one) - place(other)) };
}

/** What would still lead from the state of a checkpoint to that of the files before it. */
async function remainingAfter(
  reached: State,
  before: readonly ParsedFile[],
  request: ReplayRequest,
  deps: WorkflowDeps,
  context: CallContext,
): Promise<readonly string[]> {
  const { dialect } = request;
  const expected = withoutShared(await replayedState(before, request, deps, context), dialect);
  return describeChanges(diffStates(dialect, reached, expected, { policy: { skip: [] } }));
}

async function runFiles(
  driver: Driver,
  state: State,
  targets: readonly ParsedFile[],
  isEmpty: boolean,
  { directory, schemas = [] }: ReplayRequest,
  context: CallContext,
): Promise<Simulated> {
  const { signal } = context;
  await using _lock = await lintLock(driver, signal);
  await using _roles = await rolesFor(driver, targets, signal);
  const simulation = new Simulation(driver, state, schemas, signal);
  const from = simulation.state;
  const files: LintFile[] = [];
  try {
    for (const [index, target] of targets.entries())
      files.push(await simulation.run(target, directory.format, isEmpty && index === 0));
  } finally {
    // Nothing can be given back in a transaction that failed, or in one that a file left open.
    await driver.rollback();
  }
  return { files, server: lintServer(driver), from, to: simulation.state, bound: driver.bound };
}

/** Keeps two runs on one dev database apart, without waiting. */
async function lintLock(driver: Driver, signal: AbortSignal): Promise<AsyncDisposable> {
  const name = driver.bound === null ? "atlas_lint" : `atlas_lint_${driver.bound}`;
  try {
    return await driver.lock(name, { timeoutMs: 0, signal });
  } catch (error) {
    throw prefixed(error, "acquiring database lock");
  }
}

/** Roles that the files speak of, and room for those that they make. */
async function rolesFor(
  driver: Driver,
  files: readonly ParsedFile[],
  signal: AbortSignal,
): Promise<AsyncDisposable> {
  await using stack = new AsyncDisposableStack();
  const texts = files.flatMap(({ statements }) => statements.map(({ text }) => text));
  if (texts.some((text) => /\b(?:grant|revoke|role|user|group|owner|policy|authorization)\b/i.test(text))) {
    const created = driver.createdRoles?.(texts) ?? [];
    if (created.length > 0 && driver.makeRoomForRoles)
      stack.use(await driver.makeRoomForRoles(created, { signal }));
    const missing = (await driver.missingRoles?.(texts, { signal })) ?? [];
    if (missing.length > 0 && driver.makeRoles) stack.use(await driver.makeRoles(missing, { signal }));
  }
  const owned = stack.move();
  return { [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** Whether no transaction can hold all that the file does. */
function needsCommit({ statements }: ParsedFile, { dialect }: ReplayRequest): boolean {
  if (!dialect.features.transactionalDdl) return true;
  return statements.some(({ text }) => {
    const nature = dialect.migrations?.natureOf(text) ?? "transactional";
    return nature !== "transactional";
  });
}

async function asSnapshot<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof AtlasError && error.code === "E_DEV_DIRTY"
      ? prefixed(error, "taking database snapshot")
      : error;
  }
}

function prefixed(error: unknown, what: string): unknown {
  if (!(error instanceof AtlasError)) return error;
  const { code, message, details, hint, place } = error;
  return new AtlasError(code, `${what}: ${message}`, {
    details,
    ...(hint !== undefined && { hint }),
    ...(place && { place }),
    cause: error,
  });
}

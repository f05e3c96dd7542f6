import {
  AtlasError,
  type DatabaseUrl,
  type Dialect,
  type Driver,
  type Release,
  type Secret,
  type SourceText,
} from "@atlas/core";
import { type DevDatabase } from "@atlas/dev-database";
import type { Scratch } from "@atlas/engine";
import { splitStatements } from "@atlas/sql";
import { parseTarget } from "./dialects.ts";
import type { CallContext, WorkflowDeps } from "./requests.ts";
import { openSchema } from "./scratch-schema.ts";

/** How long to wait for others who use the same dev database, in milliseconds. */
const devLockTimeoutMs = 10 * 60_000;

export interface ScratchRequest {
  readonly devUrl: Secret<string> | undefined;
  readonly dialect: Dialect;
  /** Version of the target's server; `undefined`: there is no target. */
  readonly targetVersion: string | undefined;
  /** The schema that the other side is bound to; `undefined`: any scope will do. */
  readonly bound: string | null | undefined;
  /** What the target's driver calls itself: the dev database must be another one. */
  readonly targetIdentity: string | undefined;
  /** What texts mean on the target: `Driver.sessionDefaults`. Absent: there is no target, or nothing to tell. */
  readonly targetDefaults?: Driver["sessionDefaults"];
  /**
   * A dev URL that names a whole database will do for a target that is bound to a schema: a schema of that name is used
   * there. Default: it is refused.
   */
  readonly narrows?: boolean;
  /** SQL that belongs to a clean one. */
  readonly baseline?: SourceText | undefined;
  /**
   * Keeps out who does the same on a database that others may use, too; by name, so that other versions of Atlas are kept
   * out. Default: only who uses it as a dev database, for up to ten minutes.
   */
  readonly lock?: { readonly name: string; readonly timeoutMs: number } | undefined;
}

export interface RoomUse {
  /**
   * No text of users is run, and ours name no schema: so it may be one beside that of the dev URL. Default: `false`.
   */
  readonly anyName?: boolean;
}

/** A dev database with what gives it back. */
interface OpenScratch extends Scratch, AsyncDisposable {
  readonly description: string;
}

/**
 * A connected dev database of the target's family, used by nobody else until it is disposed.
 *
 * @throws {AtlasError} `E_DEV_UNAVAILABLE`, `E_DEV_VERSION` for another family, `E_DEV_TARGET`, `E_SCOPE` when it is bound to
 *   a schema and the other side is not, or the reverse.
 */
async function openScratch(
  request: ScratchRequest,
  deps: WorkflowDeps,
  context: CallContext,
  { anyName = false, isWarmedUp = false }: RoomUse & { readonly isWarmedUp?: boolean } = {},
): Promise<OpenScratch> {
  context.onEvent?.({ type: "phase", phase: "start_dev_database" });
  await using stack = new AsyncDisposableStack();
  const database = stack.use(
    await deps.devDatabases.acquire({ ...toDevRequest(request, context.signal), anyName }),
  );
  const { dialect, url } = parseTarget(deps.dialects, database.url);
  if (dialect.name !== request.dialect.name)
    throw new AtlasError(
      "E_DEV_VERSION",
      `the dev database is ${dialect.name}, but the target is ${request.dialect.name}`,
      { hint: "Use a dev database of the same family as the target." },
    );
  const narrowed = request.narrows && url.bound === null ? (request.bound ?? undefined) : undefined;
  if (narrowed === undefined) assertSameScope(request.bound, url.bound);
  const connect = (to: DatabaseUrl): Promise<Driver> =>
    connectAs(request, (sessionDefaults) =>
      dialect.connect(to, {
        signal: context.signal,
        applicationName: "atlas dev",
        // To make all plans takes as long as four readings without them.
        keepPlans: database.isPrivate && (isWarmedUp || 5),
        makesAccounts: database.isPrivate,
        sessionDefaults,
      }),
    );
  const driver = stack.use(await connect(url));
  assertSameFamily(request, driver.version);
  await assertNotTarget(request, driver, database, context.signal);
  tellVersion(request, driver.version, database, context);
  if (!database.isPrivate) {
    const { lock = { name: "atlas_dev_database", timeoutMs: devLockTimeoutMs } } = request;
    const options = {
      timeoutMs: lock.timeoutMs,
      signal: context.signal,
      onWait: (holder: string | undefined) => context.onEvent?.({ type: "waiting_for_lock", holder }),
    };
    try {
      for (const name of new Set([lock.name, "atlas_dev_database"]))
        stack.use(await driver.lock(name, options));
    } catch (error) {
      throw request.lock ? asLockError(error) : error;
    }
  }
  const schema =
    narrowed === undefined
      ? undefined
      : stack.use(await openSchema(driver, narrowed, { url, isPrivate: database.isPrivate }, connect));
  if (schema) await assertNotTarget(request, schema.driver, database, context.signal);
  const owned = stack.move();
  return {
    driver: schema?.driver ?? driver,
    isPrivate: database.isPrivate,
    description: database.description,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** A connection where texts mean what they mean on the target. One of another family is refused for that, whatever it lacks. */
async function connectAs(
  request: ScratchRequest,
  connect: (defaults: Driver["sessionDefaults"]) => Promise<Driver>,
): Promise<Driver> {
  try {
    return await connect(request.targetDefaults);
  } catch (error) {
    if (!(error instanceof AtlasError) || error.code !== "E_DEV_VERSION") throw error;
    await using driver = await connect(undefined);
    assertSameFamily(request, driver.version);
    throw error;
  }
}

/**
 * The dev database of one workflow: opened when it is first needed, and used again as long as it was left
 * clean. Starting, connecting and warming up a session cost more than the work on a small schema.
 */
export class ScratchRoom implements AsyncDisposable {
  readonly #request: ScratchRequest;
  readonly #deps: WorkflowDeps;
  readonly #context: CallContext;
  #scratch: OpenScratch | undefined;
  /** One that was not left clean; its server serves on. */
  #former: OpenScratch | undefined;
  #isSpoiled = false;
  /** Plans are made while something else is waited for. */
  #isWarmedUp = false;
  #last: Promise<unknown> = Promise.resolve();

  constructor(request: ScratchRequest, deps: WorkflowDeps, context: CallContext) {
    this.#request = request;
    this.#deps = deps;
    this.#context = context;
  }

  /** One use at a time: others wait for their turn. */
  use<T>(work: (scratch: Scratch) => Promise<T>, use: RoomUse = {}): Promise<T> {
    const mine = this.#last.then(() => this.#useNow(work, use));
    this.#last = mine.catch(() => undefined);
    return mine;
  }

  /**
   * Opens and warms it up in the background, for a use that is likely to come: a new server plans its first
   * reading for longer than it reads. What fails here fails again at that use, and is told there.
   */
  prepare(): void {
    const warmUp = async ({ driver, isPrivate }: Scratch): Promise<void> => {
      // Who is given a server of their own is not kept waiting for a guess.
      if (isPrivate) await driver.inspect({ schemas: [], shared: true }, { signal: this.#context.signal });
    };
    this.#isWarmedUp = true;
    this.use(warmUp).catch(() => {});
  }

  async #useNow<T>(work: (scratch: Scratch) => Promise<T>, { anyName }: RoomUse): Promise<T> {
    if (this.#isSpoiled && !(anyName && (await this.#openBeside()))) await this.#close();
    const isWarmedUp = this.#isWarmedUp;
    this.#scratch ??= await openScratch(this.#request, this.#deps, this.#context, { isWarmedUp });
    const { driver, isPrivate } = this.#scratch;
    const onLeftover = (): void => {
      this.#isSpoiled = true;
    };
    const { baseline, dialect } = this.#request;
    return work({
      driver,
      isPrivate,
      onLeftover,
      ...(baseline && { baseline: splitStatements(baseline.text, baseline.name, dialect.syntax) }),
    });
  }

  /**
   * Leaves the present one as it is and opens another beside it: to empty a server of a thousand tables takes as long as
   * to fill it did.
   *
   * @returns whether there is room; otherwise nothing has changed.
   */
  async #openBeside(): Promise<boolean> {
    if (this.#former !== undefined) return false;
    try {
      const isWarmedUp = this.#isWarmedUp;
      const beside = await openScratch(this.#request, this.#deps, this.#context, {
        anyName: true,
        isWarmedUp,
      });
      this.#former = this.#scratch;
      this.#scratch = beside;
      this.#isSpoiled = false;
      return true;
    } catch (error) {
      if (error instanceof AtlasError && error.code === "E_DEV_UNAVAILABLE") return false;
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // What was prepared and never used may still be opening.
    await this.#last;
    await this.#close();
  }

  async #close(): Promise<void> {
    const [scratch, former] = [this.#scratch, this.#former];
    this.#scratch = undefined;
    this.#former = undefined;
    this.#isSpoiled = false;
    try {
      await scratch?.[Symbol.asyncDispose]();
    } finally {
      await former?.[Symbol.asyncDispose]();
    }
  }
}

/** In the words of commands that name their lock. */
function asLockError(error: unknown): unknown {
  if (!(error instanceof AtlasError) || error.code !== "E_LOCK_TIMEOUT") return error;
  return new AtlasError(error.code, `acquiring database lock: ${error.message}`, {
    details: error.details,
    ...(error.hint !== undefined && { hint: error.hint }),
    cause: error,
  });
}

/** What the launcher is asked for. Without a URL it takes the target's family, version and scope. */
export function toDevRequest(request: ScratchRequest, signal: AbortSignal) {
  return {
    url: request.devUrl,
    dialect: request.dialect.name,
    targetVersion: request.targetVersion,
    targetDefaults: request.targetDefaults,
    bound: typeof request.bound === "string",
    signal,
  };
}

/** A dev database is emptied after use; that the target is empty today is no excuse. */
async function assertNotTarget(
  request: ScratchRequest,
  driver: Driver,
  database: DevDatabase,
  signal: AbortSignal,
): Promise<void> {
  if (database.isPrivate || request.targetIdentity === undefined) return;
  if ((await driver.identity?.({ signal })) !== request.targetIdentity) return;
  throw new AtlasError(
    "E_DEV_TARGET",
    "--dev-url names the same database as the one that is to be read or changed",
    {
      hint: "Nothing was touched. A dev database is emptied after use: name another, empty database, or docker://postgres/18/dev or sqlite://dev?mode=memory.",
    },
  );
}

/** Both sides name one schema, or neither does. */
export function assertSameScope(one: string | null | undefined, other: string | null | undefined): void {
  if (one === undefined || other === undefined || (one === null) === (other === null)) return;
  throw new AtlasError(
    "E_SCOPE",
    one === null
      ? `cannot diff a database connection with a schema "${other}". See: https://atlasgo.io/url`
      : `cannot diff a schema "${one}" with a database connection. See: https://atlasgo.io/url`,
    { hint: "Let both URLs name one schema (for PostgreSQL: search_path), or neither." },
  );
}

/** One dialect may serve several families, which read the same statements in another way. */
function assertSameFamily({ dialect, targetVersion }: ScratchRequest, devVersion: string): void {
  if (targetVersion === undefined) return;
  const [dev, target] = [releaseOf(dialect, devVersion), releaseOf(dialect, targetVersion)];
  if (dev.family === target.family) return;
  throw new AtlasError(
    "E_DEV_VERSION",
    `the dev database is ${dev.family} ${dev.series}, but the target is ${target.family} ${target.series}`,
    { hint: `Use a dev database of ${target.family}.` },
  );
}

function tellVersion(
  request: ScratchRequest,
  devVersion: string,
  database: DevDatabase,
  context: CallContext,
): void {
  const { targetVersion } = request;
  if (targetVersion === undefined) return;
  const { dialect } = request;
  if (releaseOf(dialect, targetVersion).series === releaseOf(dialect, devVersion).series) return;
  context.onEvent?.({
    type: "notice",
    notice: {
      code: "N_DEV_VERSION",
      message: `the dev database is version ${devVersion} (${database.description}), the target ${targetVersion}`,
    },
  });
}

function releaseOf(dialect: Dialect, version: string): Release {
  return dialect.release?.(version) ?? { family: dialect.name, series: version.split(".")[0] ?? version };
}

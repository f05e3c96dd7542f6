import { AtlasError, type CallOptions, type Driver, type State } from "@atlas/core";
import { fingerprint, printSteps, type Scratch, withScript } from "@atlas/engine";
import type { Directory, MigrationFile, ParsedFile } from "@atlas/migrate";
import type { CallContext, WorkflowDeps } from "../requests.ts";
import { type ScratchRequest, ScratchRoom, toDevRequest } from "../scratch.ts";
import { isDefinitionOnly } from "./definitions.ts";
import { Narrowed } from "./narrow.ts";
import { ReplayScript } from "./replay-script.ts";
import { type Snapshot, Snapshots } from "./snapshots.ts";

export interface ReplayRequest extends ScratchRequest {
  /** Where the files are from: for the places of errors, and because what a file means depends on its format. */
  readonly directory: Pick<Directory, "path" | "format">;
  /** Of a whole database only these schemas are read. Default: all. */
  readonly schemas?: readonly string[];
  /** The dev database of the workflow, for more than this one replay. Default: one of its own. */
  readonly room?: ScratchRoom | undefined;
  /** The work on the database runs statements that no transaction can hold. Default: `false`. */
  readonly commits?: boolean;
  /**
   * The statements that the work runs, if it runs no others: then only what they can touch need be built, and the rest of
   * the state appears to be there wherever it is read. What fails on a part is done again on the whole. Default: nobody knows.
   */
  readonly touching?: readonly string[];
}

/**
 * Runs work on a dev database that holds what the files lead to, with its state; left clean.
 *
 * Files before the last checkpoint do not count; pre-migration checks are not run. Where the state after the first
 * files is known from an earlier replay and none of them holds data, that state is printed and only what follows is run.
 *
 * @param work - may be asked to do the same again, where `touching` was given.
 * @param files - those that are to run, in their order; what is not looked at is not parsed, where its members are getters.
 * @throws {AtlasError} `E_SQL` (`sql/migrate: executing statement …`) with the place in the file; `E_DEV_DIRTY` and
 *   whatever opening a dev database throws; what the work throws.
 */
export async function withReplayed<T>(
  files: readonly ParsedFile[],
  request: ReplayRequest,
  deps: WorkflowDeps,
  context: CallContext,
  work: (driver: Driver, state: State) => Promise<T>,
): Promise<T> {
  const replay = new Replay(files, request, deps, context);
  return replay.on(await replay.lastKnown(), work);
}

/**
 * The state that the files lead to. From the cache where exactly these files were replayed on exactly such a server
 * before: then no dev database is opened.
 */
export async function replayedState(
  files: readonly ParsedFile[],
  request: ReplayRequest,
  deps: WorkflowDeps,
  context: CallContext,
): Promise<State> {
  const replay = new Replay(files, { ...request, touching: [] }, deps, context);
  const known = await replay.lastKnown();
  if (known?.count === replay.files.length) return known.snapshot.state;
  return replay.on(known, async (_driver, state) => state);
}

/** The files that a fresh database is made with: from the last checkpoint on. */
export function fromLastCheckpoint<F extends Pick<ParsedFile, "directives" | "file">>(
  files: readonly F[],
): readonly F[] {
  // A file without the word need not be taken apart.
  const at = files.findLastIndex(
    (each) => holdsCheckpoint(each.file) && each.directives.checkpoint !== undefined,
  );
  return at <= 0 ? files : files.slice(at);
}

function holdsCheckpoint({ bytes }: MigrationFile): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes("atlas:checkpoint");
}

/** What is known of the first files. */
interface Known {
  readonly count: number;
  readonly snapshot: Snapshot;
}

/** One replay of some files. */
class Replay {
  readonly files: readonly ParsedFile[];
  readonly #request: ReplayRequest;
  readonly #deps: WorkflowDeps;
  readonly #context: CallContext;
  readonly #snapshots: Snapshots | undefined;
  readonly #prepare: () => void;

  constructor(
    files: readonly ParsedFile[],
    request: ReplayRequest,
    deps: WorkflowDeps,
    context: CallContext,
  ) {
    this.files = fromLastCheckpoint(files);
    this.#request = request;
    this.#deps = deps;
    this.#context = context;
    this.#prepare = () => {
      if (!request.room) deps.devDatabases.prepare?.(toDevRequest(request, context.signal));
    };
    this.#snapshots = Snapshots.open(
      this.files.map(({ file }) => file),
      request,
      deps,
      context.signal,
    );
  }

  /** The longest beginning of the files that was replayed before. Unless that is all, the dev server starts meanwhile. */
  async lastKnown(): Promise<Known | undefined> {
    if (!(await this.#snapshots?.has(this.files.length))) this.#prepare();
    for (let count = this.files.length; count > 0; count--) {
      const snapshot = await this.#snapshots?.read(count);
      if (snapshot) return { count, snapshot };
    }
    return undefined;
  }

  async on<T>(known: Known | undefined, work: (driver: Driver, state: State) => Promise<T>): Promise<T> {
    const { room: given } = this.#request;
    await using own = given ? undefined : new ScratchRoom(this.#request, this.#deps, this.#context);
    const room = given ?? own;
    if (!room) throw new Error("there is no dev database to replay on");
    const narrowed = this.#narrow(known);
    if (known && narrowed)
      try {
        return await room.use((scratch) => this.#onPart(scratch, known, narrowed, work));
      } catch (error) {
        // Whatever it was: it is looked at again where everything is there.
        if (this.#context.signal.aborted) throw error;
      }
    if (known?.snapshot.isBare)
      try {
        return await room.use((scratch) => this.#on(scratch, known, work));
      } catch (error) {
        if (!(error instanceof NotAsBefore)) throw error;
        // It would fail every time.
        await this.#snapshots?.write(known.count, { ...known.snapshot, isBare: false });
      }
    return room.use((scratch) => this.#on(scratch, undefined, work));
  }

  #narrow(known: Known | undefined): Narrowed | undefined {
    const { touching, dialect } = this.#request;
    if (!touching || !known) return undefined;
    const rest = this.files.slice(known.count);
    if (rest.length > known.count) return undefined;
    const texts = rest.flatMap(({ statements }) => statements.map(({ text }) => text));
    return Narrowed.of(known.snapshot, this.files.slice(0, known.count), [...texts, ...touching], dialect);
  }

  /** Builds the part, runs the files that follow on it, and adds the rest to what came of them. */
  async #onPart<T>(
    scratch: Scratch,
    { count, snapshot }: Known,
    narrowed: Narrowed,
    work: (driver: Driver, state: State) => Promise<T>,
  ): Promise<T> {
    const { schemas = [], commits = false, dialect, directory } = this.#request;
    const options = { signal: this.#context.signal };
    this.#context.onEvent?.({ type: "phase", phase: "replay" });
    const rest = new ReplayScript(this.files.slice(count), dialect, directory.path);
    this.#tellLeftOut(rest);
    const slice = new ReplayScript(narrowed.slice ?? [], dialect, directory.path);
    const printed = narrowed.slice ? [] : printSteps(dialect, narrowed.part, "").map(({ sql }) => sql);
    return withScript(
      scratch,
      {
        texts: [...printed, ...slice.texts, ...rest.texts],
        canRollBack: !commits && slice.canRollBack && rest.canRollBack,
        run: async (driver) => {
          if (narrowed.slice) await slice.run(driver, options);
          else await runPrinted(driver, printed, options);
          if (!(await narrowed.look(driver, schemas, options))) throw new NotAsBefore();
          if (rest.texts.length > 0) await rest.run(driver, options);
        },
        known: count === this.files.length ? snapshot.state : undefined,
      },
      { schemas },
      async (driver, read) => {
        if (count === this.files.length) return work(narrowed.over(driver), read);
        const state = narrowed.complete(read);
        await this.#remember(state, rest.texts, driver, snapshot);
        return work(narrowed.over(driver), state);
      },
      options,
    );
  }

  #tellLeftOut({ leftOut }: ReplayScript): void {
    if (leftOut.length === 0) return;
    const names = leftOut.length > 5 ? [...leftOut.slice(0, 5), "…"] : leftOut;
    this.#context.onEvent?.({
      type: "notice",
      notice: {
        code: "N_OF_SERVER",
        message: `statements about accounts, privileges and settings of the server are not run on the dev database: ${names.join(", ")}`,
      },
    });
  }

  /** @param known - of the files before the last texts. */
  async #remember(
    state: State,
    texts: readonly string[],
    driver: Driver,
    known: Snapshot | undefined,
  ): Promise<void> {
    const isBare =
      this.#request.dialect.features.tellsAll === true &&
      state.unmanaged.length === 0 &&
      known?.isBare !== false &&
      texts.every((text) => isDefinitionOnly(text, driver.bound !== null));
    await this.#snapshots?.write(this.files.length, { state, isBare });
  }

  /** @param known - is printed, and must come out as it was. */
  async #on<T>(
    scratch: Scratch,
    known: Known | undefined,
    work: (driver: Driver, state: State) => Promise<T>,
  ): Promise<T> {
    const { schemas = [], commits = false, dialect, directory } = this.#request;
    const options = { signal: this.#context.signal };
    this.#context.onEvent?.({ type: "phase", phase: "replay" });
    const printed = known ? printSteps(dialect, known.snapshot.state, "").map(({ sql }) => sql) : [];
    const rest = this.files.slice(known?.count ?? 0);
    const script = new ReplayScript(rest, dialect, directory.path);
    this.#tellLeftOut(script);
    const isSure = known?.snapshot.isProven === true;
    return withScript(
      scratch,
      {
        texts: [...printed, ...script.texts],
        canRollBack: !commits && script.canRollBack,
        run: async (driver) => {
          if (script.setsSession) scratch.onLeftover?.();
          if (known) {
            await runPrinted(driver, printed, options);
            if (!isSure && rest.length > 0)
              assertAsBefore(await driver.inspect({ schemas }, options), known.snapshot.state, driver);
          }
          await script.run(driver, options);
        },
        known: isSure && rest.length === 0 ? known?.snapshot.state : undefined,
      },
      { schemas },
      async (driver, state) => {
        if (known && !isSure) {
          if (rest.length === 0) assertAsBefore(state, known.snapshot.state, driver);
          await this.#snapshots?.write(known.count, { ...known.snapshot, isProven: true });
        }
        if (rest.length > 0) await this.#remember(state, script.texts, driver, known?.snapshot);
        return work(driver, state);
      },
      options,
    );
  }
}

/** What was known of a prefix does not hold on this server: its files are run instead. */
class NotAsBefore extends Error {}

/** Makes a known state on an empty database. */
async function runPrinted(driver: Driver, printed: readonly string[], options: CallOptions): Promise<void> {
  const statements = printed.map((text) => ({ text, file: "", line: 1, column: 1, printed: true as const }));
  try {
    await driver.runScript(statements, options);
  } catch (error) {
    throw error instanceof AtlasError && error.code === "E_SQL" ? new NotAsBefore() : error;
  }
}

/** Roles and the like are no matter: a server has some of its own. */
function assertAsBefore(built: State, before: State, { dialect: { kinds } }: Driver): void {
  const shared = new Set(kinds.flatMap((kind) => (kind.shared ? [kind.name] : [])));
  const hashOf = ({ objects, ...rest }: State): string =>
    fingerprint({ ...rest, objects: objects.filter(({ kind }) => !shared.has(kind)) }, kinds);
  if (built.unmanaged.length > 0 || hashOf(built) !== hashOf(before)) throw new NotAsBefore();
}

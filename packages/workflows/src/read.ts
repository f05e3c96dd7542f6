import { join } from "node:path";
import {
  type Dialect,
  type Driver,
  refKey,
  refOf,
  revisionsTable,
  scopeOf,
  type Secret,
  type SourceText,
  type SqlStatement,
  type State,
} from "@atlas/core";
import { AtlasError } from "@atlas/core";
import { fileCache, normalize } from "@atlas/engine";
import type { Directory } from "@atlas/migrate";
import { shortStatement } from "@atlas/sql";
import { normalizeDeclared } from "./declared.ts";
import { dialectOfDevUrl, parseTarget } from "./dialects.ts";
import { filesOf, parsedFiles } from "./migrate/files.ts";
import { replayedState } from "./migrate/replay.ts";
import { partsOf, sqlOf } from "./parts.ts";
import type { CallContext, Selection, StateSource, WorkflowDeps } from "./requests.ts";
import { assertBoundSchema } from "./schemas.ts";
import { ScratchRoom, toDevRequest } from "./scratch.ts";
import { selectFrom } from "./select.ts";
import { buildId } from "./version.ts";

/** A state that was read, before and after the exclude patterns. */
export interface ReadState {
  readonly state: State;
  readonly whole: State;
  readonly dialect: Dialect;
  readonly redactedUrl: string;
  /** What the driver calls the database it was read from; `undefined` for texts. */
  readonly identity: string | undefined;
  /** Of a live database, as `Driver.sessionDefaults`. */
  readonly defaults?: Driver["sessionDefaults"];
  /** To be told whether a plan that leads to it has steps, so that the next run can prepare. */
  readonly noteSteps?: (hasSteps: boolean) => Promise<void>;
}

/** Reads the state of a live database, through a connection that is open. */
export async function readDatabase(
  driver: Driver,
  selection: Selection,
  context: CallContext,
): Promise<{ readonly state: State; readonly whole: State }> {
  assertBoundSchema(driver.bound, selection);
  context.onEvent?.({ type: "phase", phase: "read_target" });
  const whole = await driver.inspect(
    { schemas: selection.schemas, shared: true },
    { signal: context.signal },
  );
  return { whole, state: selectFrom(whole, selection, driver.dialect.kinds) };
}

/** What reading texts needs to know of the database they are meant for. */
export interface TextContext {
  readonly dialect: Dialect;
  readonly devUrl: Secret<string> | undefined;
  readonly targetVersion: string | undefined;
  readonly bound: string | null | undefined;
  readonly targetIdentity: string | undefined;
  readonly targetDefaults?: Driver["sessionDefaults"];
  /** SQL that belongs to a clean dev database. */
  readonly baseline?: SourceText | undefined;
  /** The dev database of the workflow, for more than this one reading. */
  readonly room?: ScratchRoom;
  /** A plan is made and tried in the room next, if there is anything to do. Default: no. */
  readonly isForPlan?: boolean;
}

/** The state of one side, whatever it is given as. */
export async function readSide(
  sources: readonly StateSource[],
  selection: Selection,
  texts: TextContext | undefined,
  deps: WorkflowDeps,
  context: CallContext,
): Promise<ReadState> {
  const [first] = sources;
  if (first?.type === "url") {
    const { dialect, url } = parseTarget(deps.dialects, first.url);
    context.onEvent?.({ type: "phase", phase: "connect" });
    await using driver = await dialect.connect(url, { signal: context.signal, mustExist: true });
    const { state, whole } = await readDatabase(driver, selection, context);
    const identity = await driver.identity?.({ signal: context.signal });
    const { sessionDefaults: defaults } = driver;
    return { state, whole, dialect, redactedUrl: url.redacted, identity, defaults };
  }
  if (!texts) throw devUrlMissing(sources);
  if (first?.type === "empty") return emptySide(texts, selection);
  if (first?.type === "migrations") return readMigrations(first.directory, selection, texts, deps, context);
  const { state, noteSteps } = await readTexts(sources, selection, texts, deps, context);
  return {
    ...(noteSteps && { noteSteps }),
    state: selectFrom(state, selection, texts.dialect.kinds),
    whole: state,
    dialect: texts.dialect,
    redactedUrl: sources.map((source) => (source.type === "text" ? `file://${source.name}` : "")).join(","),
    identity: undefined,
  };
}

/** What migration files lead to. */
async function readMigrations(
  directory: Directory,
  selection: Selection,
  { room, isForPlan: _isForPlan, ...texts }: TextContext,
  deps: WorkflowDeps,
  context: CallContext,
): Promise<ReadState> {
  const { dialect } = texts;
  const files = parsedFiles(directory, filesOf(directory), dialect, texts.targetDefaults);
  const request = { ...texts, directory, schemas: selection.schemas, room };
  const whole = await replayedState(files, request, deps, context);
  return {
    state: selectFrom(whole, selection, dialect.kinds),
    whole,
    dialect,
    redactedUrl: `file://${directory.path}`,
    identity: undefined,
  };
}

function emptySide(
  { dialect, targetVersion = "", bound = null }: TextContext,
  selection: Selection,
): ReadState {
  const scope = scopeOf(bound, bound === null ? selection.schemas : []);
  const state: State = { dialect: dialect.name, version: targetVersion, scope, objects: [], unmanaged: [] };
  return { state, whole: state, dialect, redactedUrl: "", identity: undefined };
}

/**
 * The state that texts describe. Read on a dev database the first time, from the cache as long as neither the
 * texts, nor the variables, nor the server that would read them change.
 */
async function readTexts(
  sources: readonly StateSource[],
  selection: Selection,
  texts: TextContext,
  deps: WorkflowDeps,
  context: CallContext,
): Promise<Pick<ReadState, "state" | "noteSteps">> {
  const { room: shared, isForPlan, ...request } = texts;
  const parts = partsOf(sources, selection);
  const isDeclared = parts.some(({ language }) => language === "hcl");
  const statements = parts.flatMap((part) =>
    part.language === "sql"
      ? sqlOf(part, texts.dialect, texts.bound, texts.targetDefaults)
      : part.texts.map(unsplit),
  );
  const server = deps.devDatabases.identify(toDevRequest(request, context.signal));
  const isCacheable = deps.cacheDir !== undefined && server !== undefined && buildId !== undefined;
  const cache = isCacheable ? fileCache(join(deps.cacheDir, "states")) : undefined;
  const key = {
    statements,
    dialect: texts.dialect.name,
    server: server ?? "",
    bound: typeof texts.bound === "string",
    schemas: selection.schemas,
    settings: {
      devQuery: texts.devUrl?.reveal().split("?")[1] ?? "",
      ...(texts.baseline && { baseline: texts.baseline.text }),
      ...(texts.targetDefaults && { targetDefaults: texts.targetDefaults }),
      ...(isDeclared && {
        target: texts.bound ?? "",
        parts: parts.map(({ texts: all, ...part }) => ({ ...part, texts: all.map(({ name }) => name) })),
      }),
    },
    build: buildId ?? "",
  };
  let expectsSteps = isForPlan === true && (await cache?.expectsSteps(key)) === true;
  const noted = cache && {
    noteSteps: async (hasSteps: boolean): Promise<void> => {
      if (hasSteps === expectsSteps) return;
      expectsSteps = hasSteps;
      await cache.noteSteps(key, hasSteps);
    },
  };
  if (expectsSteps) shared?.prepare();
  const cached = await cache?.get(key);
  if (cached) return { state: cached, ...noted };
  await using own = shared ? undefined : new ScratchRoom(request, deps, context);
  const state = await (shared ?? own)?.use(async (scratch) => {
    context.onEvent?.({ type: "phase", phase: "read_desired" });
    const options = { signal: context.signal };
    const reading = isDeclared
      ? normalizeDeclared(scratch, parts, {
          dialect: texts.dialect,
          bound: texts.bound,
          hasDevUrl: texts.devUrl !== undefined,
          selection,
          ...options,
        })
      : normalize(scratch, statements, { schemas: selection.schemas }, options);
    return reading.catch((error: unknown) => {
      throw asReadError(error, sources);
    });
  });
  if (!state) throw new Error("there is no dev database to read on");
  await cache?.put(key, state);
  return { state, ...noted };
}

/** A text whose statements are not known yet. */
function unsplit({ name, text }: SourceText): SqlStatement {
  return { text, file: name, line: 1, column: 1 };
}

/**
 * A selection without what the baseline of the dev database makes.
 *
 * @param texts - `undefined`: there is no dev database, and so no baseline.
 */
export async function hideBaseline<S extends Selection>(
  selection: S,
  texts: TextContext | undefined,
  deps: WorkflowDeps,
  context: CallContext,
): Promise<S> {
  if (!selection.baseline || !texts) return selection;
  const { room: _withBaseline, ...bare } = texts;
  const keysOf = ({ objects }: State): ReadonlySet<string> =>
    new Set(objects.map((object) => refKey(refOf(object))));
  const before = await readTexts([], selection, { ...bare, baseline: undefined }, deps, context);
  const after = await readTexts([], selection, { ...texts, isForPlan: false }, deps, context);
  return { ...selection, hidden: keysOf(after.state).difference(keysOf(before.state)) };
}

/** Whether a side is declared in nothing but HCL, which can do without a dev URL where there is a target. */
export function isHcl(sources: readonly StateSource[]): boolean {
  return sources.length > 0 && sources.every((source) => source.type === "text" && source.language === "hcl");
}

/** Whether only a dev database can tell what a side is. */
export function isRun([first]: readonly StateSource[]): boolean {
  return first?.type === "text" || first?.type === "migrations";
}

/**
 * A selection without the revisions table, where one side is what migration files lead to: they do not make it, and
 * whoever runs them does.
 */
export function withoutRevisions<S extends Selection>(
  selection: S,
  sides: readonly (readonly StateSource[])[],
): S {
  if (!sides.some(([first]) => first?.type === "migrations")) return selection;
  // Of one schema the first is the table; of a whole database the first is the schema that may hold it.
  const exclude = [...selection.exclude, revisionsTable, `*.${revisionsTable}[type=table]`];
  return { ...selection, exclude };
}

/** Whether a part of a side is declared in HCL, to which names of schemas and values of variables matter. */
export function hasHcl(sources: readonly StateSource[]): boolean {
  return sources.some((source) => source.type === "text" && source.language === "hcl");
}

/** Scripts look for `read state from "schema.sql": executing statement: "…": …`. */
function asReadError(error: unknown, sources: readonly StateSource[]): unknown {
  if (!(error instanceof AtlasError) || error.code !== "E_SQL") return error;
  const [first] = sources;
  const file = error.place?.file ?? (first?.type === "text" ? first.name : "schema");
  const text = error.details["statement"];
  const statement = typeof text === "string" ? text : "";
  return new AtlasError(
    "E_SQL",
    `read state from "${file}": executing statement: ${JSON.stringify(shortStatement(statement))}: ${error.message}`,
    {
      details: error.details,
      hint: error.hint ?? "Correct the statement and run again. Nothing was changed.",
      place: error.place,
      cause: error,
    },
  );
}

export function devUrlMissing(sources: readonly StateSource[]): AtlasError {
  const page = isHcl(sources) ? "" : ". See: https://atlasgo.io/atlas-schema/sql#dev-database";
  return new AtlasError("E_FLAG", `--dev-url cannot be empty${page}`, {
    hint: "Add --dev-url docker://postgres/18/dev (no Docker needed), docker://mysql/9/dev, docker://mariadb/11/dev or sqlite://dev?mode=memory.",
  });
}

/** What texts are read with when only a dev URL tells what they are. */
export function textContextOf(
  devUrl: Secret<string> | undefined,
  deps: WorkflowDeps,
  baseline?: SourceText,
): TextContext | undefined {
  if (!devUrl) return undefined;
  const dialect = dialectOfDevUrl(deps.dialects, devUrl);
  return { dialect, devUrl, targetVersion: undefined, bound: undefined, targetIdentity: undefined, baseline };
}

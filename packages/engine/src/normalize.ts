import { AtlasError, type CallOptions, type Driver, type SqlStatement, type State } from "@atlas/core";
import { namingRoles, withoutForeignRoles, withRoles } from "./roles.ts";
import { onScratch, type Scratch } from "./scratch.ts";

/** SQLSTATEs that say: not inside a transaction, or not inside one so large. */
const outsideOnly: readonly unknown[] = ["25001", "55P04", "53200"];

/** Up to so many statements a private database is rolled back, to be used again at once. */
const shortScript = 500;

/** Statements that are run on a scratch database. */
export interface Script {
  readonly texts: readonly string[];
  /** Whether one transaction may hold them, and what is done with what they made. Where the server refuses that, none does. */
  readonly canRollBack: boolean;
  readonly run: (driver: Driver) => Promise<void>;
  /** What it is known to make, which is not read again. Default: nobody knows. */
  readonly known?: State | undefined;
}

/**
 * The state that SQL text describes, read back from a real server: the text is run on a dev database once,
 * and only what the catalog then says counts.
 *
 * @throws {AtlasError} `E_SQL` with the place of the statement that failed, in the words of the server.
 */
export async function normalize(
  scratch: Scratch,
  statements: readonly SqlStatement[],
  scope: { readonly schemas: readonly string[] },
  options: CallOptions = {},
): Promise<State> {
  const script: Script = {
    texts: statements.map(({ text }) => text),
    canRollBack: true,
    run: (driver) => driver.runScript(statements, options),
  };
  return withScript(scratch, script, scope, async (_driver, state) => state, options);
}

/**
 * Runs work on a dev database that holds what a script makes, with its state, and leaves the database as it was found.
 *
 * @throws what the script or the work throws.
 */
export async function withScript<T>(
  scratch: Scratch,
  { texts, canRollBack: fitsTransaction, run, known }: Script,
  scope: { readonly schemas: readonly string[] },
  work: (driver: Driver, state: State) => Promise<T>,
  options: CallOptions = {},
): Promise<T> {
  let isLoaded = false;
  const replay = async (driver: Driver): Promise<T> =>
    withRoles(
      scratch,
      texts,
      async () => {
        await run(driver);
        isLoaded = true;
        if (known) return work(driver, known);
        const state = await driver.inspect({ ...scope, shared: true }, options);
        return work(driver, await withOutside(scratch, withoutForeignRoles(driver, state, texts), options));
      },
      options,
    );
  // Undoing a long script takes longer than throwing a private database away.
  const canRollBack = fitsTransaction && (!scratch.isPrivate || texts.length <= shortScript);
  try {
    return await onScratch(scratch, canRollBack, replay, options);
  } catch (error) {
    if (isLoaded) throw error;
    if (!canRollBack || !needsCommit(error)) throw await namingRoles(error, scratch, texts, options);
    return onScratch(scratch, false, replay, options);
  }
}

/** Names what a script made outside of the schema that is read: nothing of it would be created. */
async function withOutside(
  { driver, isPrivate, baseline = [] }: Scratch,
  state: State,
  options: CallOptions,
): Promise<State> {
  // In a database of others, or beside a baseline, nobody can tell what the script made.
  const names = isPrivate && baseline.length === 0 ? ((await driver.outside?.(options)) ?? []) : [];
  if (names.length === 0) return state;
  const schemas = names.map((name) => ({
    kind: "schema",
    schema: "",
    name: `${name}, outside of the schema that the URL names`,
  }));
  return { ...state, unmanaged: [...state.unmanaged, ...schemas] };
}

function needsCommit(error: unknown): boolean {
  return error instanceof AtlasError && outsideOnly.includes(error.details["sqlstate"]);
}

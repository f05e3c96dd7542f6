import { AtlasError, type CallOptions, type Driver, type SqlStatement, type State } from "@atlas/core";
import { namingRoles, withoutForeignRoles, withRoles } from "./roles.ts";
import { onScratch, type Scratch } from "./scratch.ts";

/** SQLSTATEs that say: not inside a transaction, or not inside one so large. */
const outsideOnly: readonly unknown[] = ["25001", "55P04", "53200"];

/** Up to so many statements a private database is rolled back, to be used again at once. */
const shortScript = 500;

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
  const texts = statements.map(({ text }) => text);
  const replay = async (driver: Driver): Promise<State> =>
    withRoles(
      scratch,
      texts,
      async () => {
        await driver.runScript(statements, options);
        const state = await driver.inspect({ ...scope, shared: true }, options);
        return withOutside(scratch, withoutForeignRoles(driver, state, texts), options);
      },
      options,
    );
  // Undoing a long script takes longer than throwing a private database away.
  const canRollBack = !scratch.isPrivate || statements.length <= shortScript;
  try {
    return await onScratch(scratch, canRollBack, replay, options);
  } catch (error) {
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

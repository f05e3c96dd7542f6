import { AtlasError, type CallOptions, type Driver, type State } from "@atlas/core";
import type { Scratch } from "./scratch.ts";

/**
 * Runs work on a scratch database that has the roles its statements name: a schema has none of its own unless it
 * creates them, and those it creates must not be there already.
 *
 * On a database of our own they are made for the while; on a given one they are the user's business.
 */
export async function withRoles<T>(
  scratch: Scratch,
  statements: readonly string[],
  work: () => Promise<T>,
  options: CallOptions,
): Promise<T> {
  const { driver, isPrivate } = scratch;
  const created = driver.createdRoles?.(statements) ?? [];
  await using _room = created.length === 0 ? undefined : await driver.makeRoomForRoles?.(created, options);
  const missing = isPrivate ? await missingOn(scratch, statements, options) : [];
  if (missing.length === 0) return await work();
  await using _roles = await driver.makeRoles?.(missing, options);
  return await work();
}

/** A state of a dev database without the roles that its server has for others: only what statements create counts. */
export function withoutForeignRoles(driver: Driver, state: State, statements: readonly string[]): State {
  const shared = new Set(
    driver.dialect.kinds.flatMap(({ name, shared: isShared }) => (isShared ? [name] : [])),
  );
  if (shared.size === 0) return state;
  const created = new Set(driver.createdRoles?.(statements));
  return {
    ...state,
    objects: state.objects.filter(({ kind, name }) => !shared.has(kind) || created.has(name)),
  };
}

export async function missingOn(
  { driver }: Scratch,
  statements: readonly string[],
  options: CallOptions,
): Promise<readonly string[]> {
  return (await driver.missingRoles?.(statements, options)) ?? [];
}

/** The error of a statement on a given dev database, with the next step where a role is what it lacks. */
export async function namingRoles(
  error: unknown,
  scratch: Scratch,
  statements: readonly string[],
  options: CallOptions,
): Promise<unknown> {
  if (scratch.isPrivate || !(error instanceof AtlasError) || error.details["sqlstate"] !== undefinedObject)
    return error;
  const missing = await missingOn(scratch, statements, options);
  if (missing.length === 0) return error;
  const names = missing.map((name) => JSON.stringify(name)).join(", ");
  return new AtlasError(error.code, error.message, {
    details: { ...error.details, roles: missing },
    hint: `The dev database lacks the roles ${names}. Create them there (CREATE ROLE … NOLOGIN), or let Atlas start a dev database of its own, such as docker://postgres/16/dev, where it makes them itself.`,
    ...(error.place && { place: error.place }),
    cause: error,
  });
}

/** SQLSTATE of a role that does not exist, among other things. */
const undefinedObject = "42704";

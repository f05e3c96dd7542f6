import { AtlasError, type CallOptions } from "@atlas/core";
import type { Scratch } from "./scratch.ts";

/**
 * Runs work on a scratch database that has the roles its statements name: a schema has none of its own, and roles are
 * not part of what is declared.
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
  const missing = isPrivate ? await missingOn(scratch, statements, options) : [];
  if (missing.length === 0) return work();
  await using _roles = await driver.makeRoles?.(missing, options);
  return await work();
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

import { AtlasError, type Driver } from "@atlas/core";
import type { LockRequest, MigrateContext, MigrationsRequest } from "./requests.ts";

/** The name that other versions of Atlas lock under, too. */
const executionLock = "atlas_migrate_execute";

/**
 * Takes the lock that keeps runs on one revisions table apart. Of a connection that is bound to a schema it is that of
 * the schema with the table, shared with nobody who writes to it; otherwise that of the whole database.
 *
 * @throws {AtlasError} `E_LOCK_TIMEOUT`, saying who holds it.
 */
export async function lockRevisions(
  driver: Driver,
  { revisionsSchema }: MigrationsRequest,
  lock: LockRequest,
  { signal, onEvent }: MigrateContext,
): Promise<AsyncDisposable> {
  if (lock.skip === true) return { [Symbol.asyncDispose]: async () => undefined };
  try {
    return await driver.lock(lock.name ?? executionLock, {
      timeoutMs: lock.timeoutMs,
      ofSchema: driver.bound === null ? false : (revisionsSchema ?? driver.bound),
      signal,
      onWait: (holder) => onEvent?.({ type: "waiting_for_lock", holder }),
    });
  } catch (error) {
    if (!(error instanceof AtlasError) || error.code !== "E_LOCK_TIMEOUT") throw error;
    throw new AtlasError(error.code, `acquiring database lock: ${error.message}`, {
      details: error.details,
      ...(error.hint !== undefined && { hint: error.hint }),
      cause: error,
    });
  }
}

import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";

import { throwIfCancelled } from "@atlas/core";

/**
 * Waits for a lock between processes and takes it. The kernel lets go when its holder dies.
 *
 * The lock is that of an SQLite file: the one file lock that Node offers without a native add-on.
 *
 * @param path - the lock file; created when absent.
 */
export async function lockFile(path: string, signal?: AbortSignal): Promise<Disposable> {
  const database = new DatabaseSync(path, { timeout: 0 });
  for (;;) {
    try {
      throwIfCancelled(signal);
      database.exec("BEGIN EXCLUSIVE");
      return { [Symbol.dispose]: () => database.close() };
    } catch (error) {
      if (!isBusy(error)) {
        database.close();
        throw error;
      }
    }
    await sleep(10);
  }
}

/** @see https://sqlite.org/rescode.html#busy */
function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && error.errcode === 5;
}

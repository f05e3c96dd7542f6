import { AtlasError, type CallOptions, type Driver } from "@atlas/core";
import type { TransactionHook } from "./requests.ts";

type Moment = "afterBegin" | "beforeCommit" | "beforeRollback";

/**
 * The driver, with statements of users inside each of its transactions. What fails there ends the transaction, unless
 * its hook says that errors stop nothing. A rollback takes place whatever comes before it.
 *
 * @param isWanted - asked at each transaction: those that are no user's, around one statement and its row, have none.
 */
export function withHooks(
  driver: Driver,
  hooks: readonly TransactionHook[],
  isWanted: () => boolean,
): Driver {
  if (
    hooks.every(
      ({ afterBegin, beforeCommit, beforeRollback }) =>
        !afterBegin.length && !beforeCommit.length && !beforeRollback.length,
    )
  )
    return driver;
  const run = async (moment: Moment, options?: CallOptions): Promise<void> => {
    if (!isWanted()) return;
    for (const hook of hooks)
      for (const statement of hook[moment]) await runHook(driver, statement, hook, options);
  };
  const own: Partial<Driver> = {
    begin: async (options) => {
      await driver.begin(options);
      try {
        await run("afterBegin", options);
      } catch (error) {
        await driver.rollback();
        throw error;
      }
    },
    commit: async (options) => {
      await run("beforeCommit", options);
      await driver.commit(options);
    },
    rollback: async () => {
      try {
        await run("beforeRollback");
      } catch {
        // A transaction that failed takes no further statement on some servers; it is taken back all the same.
      }
      await driver.rollback();
    },
  };
  return new Proxy(driver, {
    get: (target, key) => {
      // One by one: what stands between a BEGIN and a COMMIT is ours to add to, and each file has its own.
      if (key === "sequence" || key === "vet") return undefined;
      const value: unknown = Reflect.get(own, key) ?? Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

async function runHook(
  driver: Driver,
  statement: string,
  hook: TransactionHook,
  options?: CallOptions,
): Promise<void> {
  if (!hook.skipErrors) {
    await driver.execute(statement, options).catch((error: unknown) => {
      if (!(error instanceof AtlasError)) throw error;
      throw new AtlasError(error.code, `hook ${JSON.stringify(hook.name)}: ${error.message}`, {
        details: error.details,
        hint: "Correct the statements of the hook in the project file, or let it say skip_errors = true.",
        cause: error,
      });
    });
    return;
  }
  await driver.execute(`SAVEPOINT ${savepoint}`, options);
  try {
    await driver.execute(statement, options);
    await driver.execute(`RELEASE SAVEPOINT ${savepoint}`, options);
  } catch (error) {
    if (!(error instanceof AtlasError) || error.code === "E_CONNECTION_LOST" || error.code === "E_CANCELLED")
      throw error;
    await driver.execute(`ROLLBACK TO SAVEPOINT ${savepoint}`, options);
  }
}

const savepoint = "atlas_hook";

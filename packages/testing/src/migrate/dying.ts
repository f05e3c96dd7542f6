import { type Action, AtlasError, type Driver } from "@atlas/core";

/**
 * A driver whose connection is lost once so many things were done that change something: what was not committed is
 * undone, as a server does, and every call after that fails.
 *
 * @param deeds - statements, BEGIN and COMMIT alike.
 */
export function dying(driver: Driver, deeds: number): Driver {
  let left = deeds;
  let isDead = false;
  const die = async (): Promise<never> => {
    if (!isDead) await driver.rollback().catch(() => {});
    isDead = true;
    throw new AtlasError("E_CONNECTION_LOST", "the connection to the database was lost: cut");
  };
  const act = async (action: Action): Promise<void> => {
    if (left-- <= 0) await die();
    if (action.do === "run") await driver.execute(action.sql);
    else if (action.do === "begin") await driver.begin();
    else await driver.commit();
  };
  const own: Partial<Driver> = {
    execute: (sql) => act({ do: "run", sql }),
    begin: () => act({ do: "begin" }),
    commit: () => act({ do: "commit" }),
    sequence: async (actions, options) => {
      for (const [index, action] of actions.entries()) {
        options?.onStart?.(index);
        await act(action).catch((error: unknown) => {
          if (!(error instanceof AtlasError)) throw error;
          throw new AtlasError(error.code, error.message, {
            details: { ...error.details, index },
            cause: error,
          });
        });
        options?.onEnd?.(index, 0);
      }
    },
  };
  return new Proxy(driver, {
    get(target, name) {
      if (name in own) return Reflect.get(own, name);
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      return async (...args: unknown[]) => (isDead ? die() : Reflect.apply(value, target, args));
    },
  });
}

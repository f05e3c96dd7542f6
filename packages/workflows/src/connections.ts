import { asAtlasError, type ConnectOptions, type Driver } from "@atlas/core";
import type { Target } from "./dialects.ts";

/**
 * Connections of many runs after each other: one to a schema is taken for the next schema of that database, where
 * connecting and what the server works out for a first reading cost far more than reading.
 */
export class Connections implements AsyncDisposable {
  #idle: Driver[] = [];

  /**
   * Works with a connection to the target. It is kept for others when the work went well: what became of its session
   * is not known otherwise.
   */
  async use<T>(target: Target, options: ConnectOptions, work: (driver: Driver) => Promise<T>): Promise<T> {
    await using stack = new AsyncDisposableStack();
    const driver = stack.use(
      (await this.#taken(target, options)) ??
        (await target.dialect.connect(target.url, { ...options, keepPlans: true })),
    );
    const result = await work(driver);
    stack.move();
    this.#idle.push(driver);
    return result;
  }

  /**
   * One that waits and can be moved to the target. Where none can, the one that waited longest is closed: there are
   * never more connections than runs at a time.
   */
  async #taken(target: Target, options: ConnectOptions): Promise<Driver | undefined> {
    for (let left = this.#idle.length; left > 0; left--) {
      const driver = this.#idle.shift();
      if (!driver) break;
      try {
        const moved = await driver.moveTo?.(target.url, options);
        if (moved) return moved;
        this.#idle.push(driver);
      } catch (error) {
        await driver[Symbol.asyncDispose]();
        // It broke while it waited: nothing was done with it yet.
        if (asAtlasError(error).code !== "E_CONNECTION_LOST") throw error;
      }
    }
    await this.#idle.shift()?.[Symbol.asyncDispose]();
    return undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const idle = this.#idle;
    this.#idle = [];
    await Promise.allSettled(idle.map((driver) => driver[Symbol.asyncDispose]()));
  }
}

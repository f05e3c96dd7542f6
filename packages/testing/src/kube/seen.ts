import type { WatchEvent } from "@atlas/kube";

/** What a watch reported, as lines such as `set a`; waits for more without a clock of its own. */
export class Seen {
  readonly lines: string[] = [];
  #waiters: (() => void)[] = [];

  readonly onEvent = (event: WatchEvent): void => {
    this.add(event.type === "synced" ? "synced" : `${event.type} ${event.object.metadata.name}`);
  };

  add(line: string): void {
    this.lines.push(line);
    for (const wake of this.#waiters.splice(0)) wake();
  }

  /** Waits until a line has come this often. @throws {Error} with all lines after 20 seconds. */
  async until(line: string, times = 1): Promise<void> {
    await this.untilTrue(
      () => this.lines.filter((one) => one === line).length >= times,
      `${times} × "${line}"`,
    );
  }

  async untilTrue(condition: () => boolean, what: string): Promise<void> {
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(
      () => late.reject(new Error(`no ${what} among ${JSON.stringify(this.lines)}`)),
      20_000,
    );
    try {
      while (!condition())
        await Promise.race([late.promise, new Promise<void>((resolve) => this.#waiters.push(resolve))]);
    } finally {
      clearTimeout(timer);
    }
  }
}

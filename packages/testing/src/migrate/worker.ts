import { Secret } from "@atlas/core";
import { mysql } from "@atlas/dialect-mysql";
import { postgres } from "@atlas/dialect-postgres";
import { sqlite } from "@atlas/dialect-sqlite";
import type { TxMode } from "@atlas/migrate";
import { parsed, run } from "./fixture.ts";

/** What a process of its own runs, and where it dies. */
export interface WorkerTask {
  readonly dialect: string;
  readonly url: string;
  readonly text: string;
  readonly mode: TxMode;
  /** The process kills itself when this statement starts, by its index, or so long after that. */
  readonly killAt: number;
  readonly afterMs: number;
}

/** The lock that runs take: what a dead process has sent is done before the next run begins. */
export const lockName = "atlas_migrate_execute";

const [task] = process.argv.slice(2);
if (task !== undefined) await work(task);

async function work(json: string): Promise<void> {
  // The test that starts this process wrote it.
  const { dialect: name, url, text, mode, killAt, afterMs } = JSON.parse(json) as WorkerTask;
  const dialect = [postgres, mysql, sqlite].find((each) => each.name === name);
  if (!dialect) throw new Error(`no dialect ${name}`);
  await using driver = await dialect.connect(dialect.parseUrl(new Secret(url)));
  await using _ = await driver.lock(lockName);
  const die = (): void => void process.kill(process.pid, "SIGKILL");
  const onStatementStart = (_file: unknown, index: number): void => {
    if (index !== killAt) return;
    if (afterMs === 0) die();
    else setTimeout(die, afterMs);
  };
  await run(driver, [parsed(driver, "1.sql", text)], { txMode: mode, events: { onStatementStart } });
}

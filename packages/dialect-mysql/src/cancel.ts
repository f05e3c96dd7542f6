import { setTimeout as sleep } from "node:timers/promises";
import { closeConnection, type OpenConnection, openConnection } from "./connection.ts";
import type { Greeting } from "./greeting.ts";

const timeoutMs = 5_000;

/** A session by its number, and the server where that is its number. */
type SessionId = Pick<Greeting, "threadId" | "instance">;

/**
 * Asks the server, through a second connection, to stop what a session runs.
 *
 * @throws {Error} if the server cannot be reached or does not take the request in time.
 * @see https://dev.mysql.com/doc/refman/8.4/en/kill.html
 */
export async function killQuery(session: OpenConnection, id: SessionId): Promise<void> {
  await throughAnother(session, id, async (helper, threadId) => {
    await ask(helper, `KILL QUERY ${threadId}`);
  });
}

/**
 * Ends a session whose connection broke: the server may not have noticed and go on with what it runs, so that nobody
 * could tell how that ends.
 *
 * @returns whether the session is gone; `false`, too, where the server cannot be asked.
 */
export async function endLost(session: OpenConnection, id: SessionId): Promise<boolean> {
  try {
    return await throughAnother(session, id, async (helper, threadId) => {
      const runs = `SELECT ID FROM INFORMATION_SCHEMA.PROCESSLIST WHERE ID = ${threadId}`;
      for (let isKilled = false; (await ask(helper, runs)).length > 0; isKilled = true) {
        // It may have gone by itself.
        if (!isKilled) await ask(helper, `KILL ${threadId}`).catch(() => {});
        await sleep(pauseMs);
      }
      return true;
    });
  } catch {
    return false;
  }
}

const pauseMs = 100;

/**
 * Behind a proxy that connects to several servers a second connection may lead to another one, where the number is
 * somebody else's: then nothing is asked.
 */
export async function throughAnother<R>(
  session: OpenConnection,
  { threadId, instance }: SessionId,
  work: (helper: OpenConnection, threadId: string) => Promise<R>,
): Promise<R> {
  // It goes into the text of a statement.
  if (!/^\d+$/.test(threadId)) throw new Error("the server gave the session no number");
  const signal = AbortSignal.timeout(timeoutMs);
  const { database: _, ...settings } = session.settings;
  const helper = await openConnection(settings, { ...session.options, timeoutMs, signal }, session.ssl);
  const giveUp = (): void =>
    void helper.socket.destroy(new Error("the server did not take the request in time"));
  signal.addEventListener("abort", giveUp, { once: true });
  try {
    const [row] = await ask(
      helper,
      "SELECT CONCAT_WS('/', @@hostname, @@port, @@socket, @@datadir) AS instance",
    );
    const reached = typeof row === "object" && row !== null && "instance" in row ? row.instance : undefined;
    if (reached !== instance) throw new Error("a second connection reached another server");
    return await work(helper, threadId);
  } finally {
    signal.removeEventListener("abort", giveUp);
    await closeConnection(helper);
  }
}

export async function ask({ connection }: OpenConnection, sql: string): Promise<readonly unknown[]> {
  const { promise, resolve, reject } = Promise.withResolvers<readonly unknown[]>();
  connection.once("error", reject);
  connection.query(sql, (error: Error | null, rows: unknown) => {
    if (error) reject(error);
    else resolve(Array.isArray(rows) ? rows : []);
  });
  try {
    return await promise;
  } finally {
    connection.removeListener("error", reject);
  }
}

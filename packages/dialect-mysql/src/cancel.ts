import { closeConnection, type OpenConnection, openConnection } from "./connection.ts";
import type { Greeting } from "./greeting.ts";

const timeoutMs = 5_000;

/**
 * Asks the server, through a second connection, to stop what a session runs. Behind a proxy that connects to several
 * servers the second connection may lead to another one, where the number is somebody else's: then nothing is asked.
 *
 * @throws {Error} if the server cannot be reached or does not take the request in time.
 * @see https://dev.mysql.com/doc/refman/8.4/en/kill.html
 */
export async function killQuery(
  session: OpenConnection,
  { threadId, instance }: Pick<Greeting, "threadId" | "instance">,
): Promise<void> {
  // Made here because its number goes into the text of a statement.
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
    await ask(helper, `KILL QUERY ${threadId}`);
  } finally {
    signal.removeEventListener("abort", giveUp);
    await closeConnection(helper);
  }
}

async function ask({ connection }: OpenConnection, sql: string): Promise<readonly unknown[]> {
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

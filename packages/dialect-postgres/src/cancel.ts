import { type ClientConfig, Connection } from "pg";

/** The parts of pg's connection that send a cancel request; its type declarations leave them out. */
interface CancelConnection extends Connection {
  connect(port: number, host: string): void;
  connect(socketPath: string): void;
  requestSsl(): void;
  cancel(processId: number, secretKey: number): void;
}

const timeoutMs = 5_000;

/**
 * Asks the server, through a second connection, to cancel what a session runs. It needs no password.
 *
 * @throws {Error} if the server cannot be reached or does not close the connection in time.
 * @see https://www.postgresql.org/docs/18/protocol-flow.html#PROTOCOL-FLOW-CANCELING-REQUESTS
 */
export async function requestCancel(
  config: ClientConfig,
  key: { readonly processId: number; readonly secretKey: number },
): Promise<void> {
  // pg's connection has these methods (its own client calls them).
  const connection = new Connection({ ssl: config.ssl }) as CancelConnection;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(
    () => reject(new Error("the server did not take the request to cancel")),
    timeoutMs,
  );
  const send = (): void => connection.cancel(key.processId, key.secretKey);
  connection.on("error", reject);
  connection.on("end", resolve);
  connection.on("connect", () => (config.ssl ? connection.requestSsl() : send()));
  connection.on("sslconnect", send);
  const { host = "localhost", port = 5432 } = config;
  if (host.startsWith("/")) connection.connect(`${host}/.s.PGSQL.${port}`);
  else connection.connect(port, host);
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    connection.stream.destroy();
  }
}

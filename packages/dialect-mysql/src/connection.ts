import { connect, type Socket } from "node:net";
import { userInfo } from "node:os";
import type { ConnectOptions } from "@atlas/core";
import type { Connection, ConnectionOptions, SslOptions } from "mysql2";
import { ed25519Answer } from "./ed25519.ts";
import type { ConnectionSettings } from "./url.ts";

/** A connection of mysql2 with what it takes to make another one like it. */
export interface OpenConnection {
  readonly connection: Connection;
  readonly socket: Socket;
  readonly settings: ConnectionSettings;
  readonly options: Pick<ConnectOptions, "applicationName" | "timeoutMs">;
  /** `undefined`: without encryption. */
  readonly ssl: SslOptions | undefined;
}

/**
 * Connects and logs in.
 *
 * @throws {Error} of Node, of mysql2, or of the server in the words of mysql2.
 */
export async function openConnection(
  settings: ConnectionSettings,
  options: ConnectOptions,
  ssl: SslOptions | undefined,
): Promise<OpenConnection> {
  // Loading it takes a good part of the time that `atlas version` takes.
  const { createConnection } = await import("mysql2");
  const socket = openSocket(settings);
  const abort = (): void => void socket.destroy(new Error("cancelled"));
  options.signal?.addEventListener("abort", abort, { once: true });
  const connection = createConnection(configOf(settings, options, ssl, socket));
  try {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    connection.once("connect", () => resolve());
    connection.once("error", reject);
    await promise;
    connection.removeListener("error", reject);
  } catch (error) {
    connection.on("error", () => {});
    socket.destroy();
    connection.destroy();
    throw error;
  } finally {
    options.signal?.removeEventListener("abort", abort);
  }
  return { connection, socket, settings, options, ssl };
}

const closeTimeoutMs = 2_000;

/** Says goodbye, and does not wait for long. */
export async function closeConnection({ connection, socket }: OpenConnection): Promise<void> {
  connection.on("error", () => {});
  if (socket.destroyed) {
    connection.destroy();
    return;
  }
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(() => socket.destroy(), closeTimeoutMs);
  socket.once("close", () => resolve());
  connection.end(() => socket.destroy());
  await promise;
  clearTimeout(timer);
}

/** `the database "shop" at db.example:3306`. */
export function describeTarget(settings: ConnectionSettings): string {
  const what = settings.database === undefined ? "server" : `database ${JSON.stringify(settings.database)}`;
  return `the ${what} at ${settings.socketPath ?? `${settings.host}:${settings.port}`}`;
}

const keepAliveMs = 30_000;

function openSocket({ socketPath, host, port }: ConnectionSettings): Socket {
  if (socketPath !== undefined) return connect(socketPath);
  const socket = connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: keepAliveMs });
  // Node compares the certificate with the name that it has looked up, and of an address it has looked up none: it
  // would be taken for localhost.
  return Object.assign(socket, { _host: host });
}

function configOf(
  settings: ConnectionSettings,
  options: ConnectOptions,
  ssl: SslOptions | undefined,
  stream: Socket,
): ConnectionOptions {
  return {
    stream,
    host: settings.host,
    port: settings.port,
    // A socket of the machine counts as safe for passwords.
    ...(settings.socketPath !== undefined && { socketPath: settings.socketPath }),
    user: settings.user ?? userInfo().username,
    ...(settings.password !== undefined && { password: settings.password }),
    ...(settings.database !== undefined && { database: settings.database }),
    ...(ssl !== undefined && { ssl }),
    connectTimeout: settings.connectTimeoutMs ?? options.timeoutMs ?? 10_000,
    connectAttributes: { program_name: options.applicationName ?? "atlas" },
    // Its collation is that of the greeting's SET NAMES, soon.
    charset: "UTF8MB4_GENERAL_CI",
    // IGNORE_SPACE would change how statements are parsed; a server must not ask for files of this machine.
    flags: ["-IGNORE_SPACE", "-LOCAL_FILES"],
    multipleStatements: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
    dateStrings: true,
    jsonStrings: true,
    authPlugins: {
      // MariaDB's; the others are there.
      client_ed25519: () => (nonce) => ed25519Answer(settings.password ?? "", nonce.subarray(0, 32)),
    },
    enableCleartextPlugin:
      settings.cleartextPassword && (ssl !== undefined || settings.socketPath !== undefined),
  };
}

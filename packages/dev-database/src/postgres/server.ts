import { join } from "node:path";

import { Secret, throwIfCancelled } from "@atlas/core";
import { Client } from "pg";

import { openCacheDir } from "../cache-dir.ts";
import { scratchDir } from "../scratch-dir.ts";
import { openDataDir, portOf, type Listen } from "../server-place.ts";
import { ServerProcess } from "../server-process.ts";
import { findBinaries, type PostgresBinaries } from "./binaries.ts";
import { dataTemplate } from "./template.ts";

export interface PostgresOptions {
  /** The major version, 13 to 18. */
  readonly major: number;
  /** Default: `unix`. */
  readonly listen?: Listen;
  /** A folder that outlives the server; made when absent. Default: a private one, removed at the end. */
  readonly dataDir?: string;
  /** Further server settings, such as `{ wal_level: "logical" }`; they win over ours. */
  readonly settings?: Readonly<Record<string, string | number>>;
  /** Where binaries and templates are kept. Default: see `openCacheDir`. */
  readonly cacheDir?: string;
  /** Default: that of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal | undefined;
}

/** A running PostgreSQL of our own. It ends when it is disposed and when this process ends in any way. */
export interface PostgresServer extends AsyncDisposable {
  /** The server's version text, such as `16.14`. */
  readonly version: string;
  /** Of the database `postgres`, as superuser; over TCP when it listens there. */
  readonly url: Secret<string>;
  /** Of the postmaster; changes with `restart`. */
  readonly pid: number;
  /** The TCP port; `undefined` when only the socket listens. */
  readonly port: number | undefined;
  /** The folder that holds its data and its socket. */
  readonly dir: string;
  readonly isRunning: boolean;
  /** @param parameters - added to the URL, such as `{ search_path: "public" }`. */
  urlOf(database: string, parameters?: Readonly<Record<string, string>>): Secret<string>;
  /** Kills the postmaster with SIGKILL, as a fault would. Its data stay for `restart`. */
  kill(): Promise<void>;
  /** Stops the server if it still runs and starts it again on the same data and port. */
  restart(): Promise<void>;
}

/**
 * Starts a PostgreSQL server from the native build of its major version.
 *
 * @throws {AtlasError} `E_DEV_UNAVAILABLE` with what is missing, or with the last lines the server wrote.
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  throwIfCancelled(options.signal);
  const env = options.env ?? process.env;
  const cacheDir = await openCacheDir({ cacheDir: options.cacheDir, env });
  const binaries = await findBinaries(options.major, cacheDir);
  const dir =
    options.dataDir === undefined ? scratchDir(env, "atlas-pg", 150) : await openDataDir(options.dataDir);
  const port = await portOf(options.listen ?? "unix");
  const server = new Postgres(options, binaries, dir, port);
  try {
    await server.open(() => dataTemplate(binaries, cacheDir, options.signal));
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
  return server;
}

/** Sessions of a server that was killed end a moment after it; until then its data are refused. */
const stillInUse = "pre-existing shared memory block";

class Postgres implements PostgresServer {
  readonly version: string;
  readonly dir: string;
  readonly port: number | undefined;
  readonly #options: PostgresOptions;
  readonly #binaries: PostgresBinaries;
  readonly #process: ServerProcess;

  constructor(options: PostgresOptions, binaries: PostgresBinaries, dir: string, port: number | undefined) {
    this.version = binaries.version;
    this.dir = dir;
    this.port = port;
    this.#options = options;
    this.#binaries = binaries;
    const isKept = options.dataDir !== undefined;
    this.#process = new ServerProcess({
      title: `PostgreSQL ${binaries.version}`,
      dir,
      command: [join(binaries.dir, "bin", "postgres"), ...this.#arguments()],
      readyLine: "database system is ready to accept connections",
      isKept,
      stopSignal: isKept ? "INT" : "QUIT",
      stillInUse,
    });
  }

  get url(): Secret<string> {
    return this.urlOf("postgres");
  }

  get pid(): number {
    return this.#process.pid;
  }

  get isRunning(): boolean {
    return this.#process.isRunning;
  }

  urlOf(database: string, parameters: Readonly<Record<string, string>> = {}): Secret<string> {
    const { listen = "unix" } = this.#options;
    if (listen === "unix") return this.#socketUrl(database, parameters);
    const query = new URLSearchParams({ ...parameters, sslmode: "disable" });
    const password = encodeURIComponent(listen.password.reveal());
    const name = encodeURIComponent(database);
    return new Secret(`postgres://postgres:${password}@127.0.0.1:${this.port}/${name}?${query.toString()}`);
  }

  #socketUrl(database: string, parameters: Readonly<Record<string, string>> = {}): Secret<string> {
    const query = new URLSearchParams({ host: this.dir, ...parameters, sslmode: "disable" });
    const readable = query.toString().replaceAll("%2F", "/");
    // Named always: a client would take the port of its environment (PGPORT) otherwise.
    return new Secret(
      `postgres://postgres@localhost:${this.port ?? 5432}/${encodeURIComponent(database)}?${readable}`,
    );
  }

  async open(template: () => Promise<string>): Promise<void> {
    await this.#process.open(template, this.#options.signal);
    await this.#setPassword();
  }

  /** TCP wants a password: it is set through the socket, which wants none. */
  async #setPassword(): Promise<void> {
    const { listen = "unix" } = this.#options;
    if (listen === "unix") return;
    const client = new Client({ connectionString: this.#socketUrl("postgres").reveal() });
    await client.connect();
    try {
      await client.query(`ALTER ROLE postgres PASSWORD ${client.escapeLiteral(listen.password.reveal())}`);
    } finally {
      await client.end();
    }
  }

  async kill(): Promise<void> {
    await this.#process.kill();
  }

  async restart(): Promise<void> {
    await this.#process.restart();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process[Symbol.asyncDispose]();
  }

  #arguments(): readonly string[] {
    const isKept = this.#options.dataDir !== undefined;
    const settings: Record<string, string | number> = {
      listen_addresses: this.port === undefined ? "" : "127.0.0.1",
      port: this.port ?? 5432,
      unix_socket_directories: this.dir,
      unix_socket_permissions: "0700",
      password_encryption: "scram-sha-256",
      max_connections: 100,
      // A schema of thousands of tables is made and read in one transaction each.
      max_locks_per_transaction: 512,
      shared_buffers: "16MB",
      // With POSIX shared memory, a killed server leaves its segments behind for good.
      dynamic_shared_memory_type: "mmap",
      jit: "off",
      TimeZone: "UTC",
      log_timezone: "UTC",
      // The line that says it is ready, and what makes it end; not the mistakes of its clients.
      log_min_messages: "log",
      log_checkpoints: "off",
      ...(this.#binaries.major >= 18 && { io_method: "sync" }),
      ...(!isKept && disposableSettings),
      ...this.#options.settings,
    };
    const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    return ["-D", join(this.dir, "data"), ...flags];
  }
}

/**
 * Nothing has to survive a power failure. Commits still reach the kernel, and so survive a killed server:
 * `synchronous_commit` stays on, which costs no disk access without `fsync`.
 */
const disposableSettings = {
  fsync: "off",
  full_page_writes: "off",
  // Not "minimal": each commit would then look through all files the transaction has made.
  max_wal_senders: 0,
  // Planning workers for the index of an empty table costs more than building it.
  max_parallel_maintenance_workers: 0,
  autovacuum: "off",
} as const;

import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chown, mkdir, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { AtlasError, Secret, throwIfCancelled } from "@atlas/core";
import { Client } from "pg";

import { findBinaries, type PostgresBinaries } from "./binaries.ts";
import { openCacheDir } from "./cache-dir.ts";
import { scratchDir } from "./scratch-dir.ts";
import { dataTemplate, discardIfDamaged } from "./template.ts";
import { canRead, serverUser } from "./unprivileged.ts";
import { unref } from "./unref.ts";
import { spawnWatched } from "./watchdog.ts";

export interface PostgresOptions {
  /** The major version, 13 to 18. */
  readonly major: number;
  /**
   * `unix` (default): a socket that only this user reaches, without a password. Otherwise also TCP on
   * 127.0.0.1 with a password; port 0 takes a free one.
   */
  readonly listen?: "unix" | { readonly port: number; readonly password: Secret<string> };
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
  const dir = options.dataDir === undefined ? await scratchDir(env) : await openDataDir(options.dataDir);
  const { listen = "unix" } = options;
  const port = listen === "unix" ? undefined : listen.port === 0 ? await freePort() : listen.port;
  const server = new Postgres(options, binaries, dir, port);
  try {
    if (await exists(join(dir, "data"))) await server.start(undefined, options.signal);
    else await startOnCopy(server, binaries, cacheDir, options.signal);
    await server.setPassword();
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
  return server;
}

async function startOnCopy(
  server: Postgres,
  binaries: PostgresBinaries,
  cacheDir: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const template = await dataTemplate(binaries, cacheDir, signal);
  try {
    await server.start(template, signal);
  } catch (error) {
    if (signal?.aborted || !(await discardIfDamaged(template))) throw error;
    await rm(join(server.dir, "data"), { recursive: true, force: true });
    await server.start(await dataTemplate(binaries, cacheDir, signal), signal);
  }
}

/** How long a start may take, in milliseconds: recovery after a kill on a busy machine included. */
const startTimeoutMs = 60_000;

/** How long a server may take to end before it is asked once more, in milliseconds. */
const stopAgainMs = 2_000;

/** What the server writes once it takes connections; its messages are English, as we set the locale. */
const readyLine = "database system is ready to accept connections";

/** How much of what the server wrote is kept for an error, in characters. */
const tailLength = 4000;

class Postgres implements PostgresServer {
  readonly version: string;
  readonly dir: string;
  readonly port: number | undefined;
  readonly #options: PostgresOptions;
  readonly #binaries: PostgresBinaries;
  #process: ChildProcess | undefined;
  #pid = 0;

  constructor(options: PostgresOptions, binaries: PostgresBinaries, dir: string, port: number | undefined) {
    this.version = binaries.version;
    this.dir = dir;
    this.port = port;
    this.#options = options;
    this.#binaries = binaries;
  }

  get url(): Secret<string> {
    return this.urlOf("postgres");
  }

  get pid(): number {
    return this.#pid;
  }

  get isRunning(): boolean {
    // After the postmaster, its sessions and the watchdog still take a moment to end.
    return this.#process !== undefined && !hasEnded(this.#process) && isProcess(this.#pid);
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

  /** @param template - the data directory to copy first; absent: the data are there. */
  async start(template?: string, signal?: AbortSignal): Promise<void> {
    throwIfCancelled(signal);
    const isKept = this.#options.dataDir !== undefined;
    const child = spawnWatched({
      dir: this.dir,
      template,
      atEnd: isKept ? "keep" : "remove",
      stopSignal: isKept ? "INT" : "QUIT",
      command: [join(this.#binaries.dir, "bin", "postgres"), ...this.#arguments()],
      user: serverUser(),
    });
    this.#process = child;
    this.#pid = await untilReady(child, this.version, signal);
    // A running server alone does not keep this process alive.
    child.unref();
    for (const stream of [child.stdin, child.stdout, child.stderr]) unref(stream);
  }

  /** TCP wants a password: it is set through the socket, which wants none. */
  async setPassword(): Promise<void> {
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
    if (!this.isRunning) return;
    await this.#keepData();
    process.kill(this.#pid, "SIGKILL");
    await this.#ended();
  }

  async restart(): Promise<void> {
    if (this.isRunning) await this.#keepData();
    await this.#stop();
    for (let attempt = 1; ; attempt++) {
      try {
        await this.start();
        break;
      } catch (error) {
        if (attempt === 100 || !isStillInUse(error)) throw error;
      }
      await sleep(50);
    }
    await rm(this.#keepFile, { force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stop();
    // After a kill nobody was left to remove it.
    if (this.#options.dataDir === undefined)
      await rm(this.dir, { recursive: true, force: true, maxRetries: 10 });
  }

  async #stop(): Promise<void> {
    this.#process?.stdin?.end();
    // The signal that this leads to is lost on a server that has not set itself up: the watchdog sends it again.
    const again = setInterval(() => this.#process?.kill("SIGTERM"), stopAgainMs);
    try {
      await this.#ended();
    } finally {
      clearInterval(again);
    }
  }

  /** Tells the watchdog that the server comes back. */
  async #keepData(): Promise<void> {
    await writeFile(this.#keepFile, "");
  }

  get #keepFile(): string {
    return join(this.dir, "keep");
  }

  async #ended(): Promise<void> {
    const child = this.#process;
    if (child === undefined || hasEnded(child)) return;
    child.ref();
    await once(child, "exit");
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

/** Sessions of a server that was killed end a moment after it; until then its data are refused. */
function isStillInUse(error: unknown): boolean {
  if (!(error instanceof AtlasError)) return false;
  return String(error.details["said"]).includes("pre-existing shared memory block");
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

function isProcess(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
}

/** @returns the process id of the postmaster. */
async function untilReady(child: ChildProcess, version: string, signal?: AbortSignal): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let pid = 0;
  let said = "";
  const failed = (message: string, cause?: unknown): void =>
    reject(
      new AtlasError("E_DEV_UNAVAILABLE", message, {
        cause,
        details: { said: said.trim() },
        hint: "Read what the server said in the details, or give the URL of an empty database.",
      }),
    );
  const onAbort = (): void =>
    reject(new AtlasError("E_CANCELLED", "the work was cancelled", { cause: signal?.reason }));
  const timer = setTimeout(
    () => failed(`PostgreSQL ${version} was not ready after ${startTimeoutMs / 1000} seconds`),
    startTimeoutMs,
  );
  signal?.addEventListener("abort", onAbort, { once: true });
  child.on("error", (error) => failed(`PostgreSQL ${version} could not be started`, error));
  child.on("exit", () => failed(`PostgreSQL ${version} ended while it started`));
  child.stdin?.on("error", () => {}); // It ended first: then its exit says so.
  const check = (): void => {
    if (pid > 0 && said.includes(readyLine)) resolve(pid);
  };
  child.stdout?.setEncoding("utf8").on("data", (line: string) => {
    pid = Number.parseInt(line, 10);
    check();
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-tailLength);
    check();
  });
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  }
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

/** Makes the folder, or takes it as it is, and gives it to the server's user. */
async function openDataDir(path: string): Promise<string> {
  const dir = resolve(path);
  if (Buffer.byteLength(dir) > 80)
    throw new AtlasError("E_DEV_UNAVAILABLE", `the path "${dir}" is too long for the socket inside it`, {
      hint: "Choose a data folder with a path of at most 80 bytes.",
    });
  const user = serverUser();
  await mkdir(dir, { recursive: true });
  if (user !== undefined) await chown(dir, user.uid, user.gid);
  if (!(await canRead(dir, user)))
    throw new AtlasError(
      "E_DEV_UNAVAILABLE",
      `the user ${user?.uid} that PostgreSQL runs as cannot reach "${dir}"`,
      {
        hint: "Choose a data folder outside of the home folder of root.",
      },
    );
  return dir;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  if (address === null || typeof address === "string") throw new TypeError("a TCP server has a port");
  return address.port;
}

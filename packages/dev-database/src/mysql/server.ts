import { join } from "node:path";

import { AtlasError, Secret, throwIfCancelled } from "@atlas/core";

import { openCacheDir } from "../cache-dir.ts";
import { scratchDir } from "../scratch-dir.ts";
import { openDataDir, portOf, type Listen } from "../server-place.ts";
import { ServerProcess } from "../server-process.ts";
import { canRead, serverUser } from "../unprivileged.ts";
import type { ServerBuild } from "./builds.ts";
import { flavourTitles } from "./flavour.ts";
import { serverArguments, socketName } from "./server-arguments.ts";
import { openMysqlSession } from "./session.ts";
import { dataTemplate } from "./template.ts";

export interface MysqlOptions {
  /** One of `findBuilds`. */
  readonly build: ServerBuild;
  /** Default: `unix`. */
  readonly listen?: Listen;
  /** A folder that outlives the server; made when absent. Default: a private one, removed at the end. */
  readonly dataDir?: string;
  /** Further server settings, such as `{ "sql-mode": "ANSI" }`; they win over ours. */
  readonly settings?: Readonly<Record<string, string | number>>;
  /** Where templates are kept. Default: see `openCacheDir`. */
  readonly cacheDir?: string | undefined;
  /** Default: that of this process. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A running MySQL or MariaDB of our own. It ends when it is disposed and when this process ends in any way. */
export interface MysqlServer extends AsyncDisposable {
  readonly build: ServerBuild;
  /** As `root`, of no schema; over TCP when it listens there. */
  readonly url: Secret<string>;
  /** Changes with `restart`. */
  readonly pid: number;
  /** The TCP port; `undefined` when only the socket listens. */
  readonly port: number | undefined;
  /** The folder that holds its data and its socket. */
  readonly dir: string;
  /** Always there, and wants no password of `root`. */
  readonly socketPath: string;
  readonly isRunning: boolean;
  /** @param schema - the one to be bound to; `undefined`: none. */
  urlOf(schema: string | undefined, parameters?: Readonly<Record<string, string>>): Secret<string>;
  /** Kills the server with SIGKILL, as a fault would. Its data stay for `restart`. */
  kill(): Promise<void>;
  /** Stops the server if it still runs and starts it again on the same data and port. */
  restart(): Promise<void>;
}

/**
 * Starts a server of MySQL or MariaDB.
 *
 * @throws {AtlasError} `E_DEV_UNAVAILABLE` with the last lines the server wrote.
 */
export async function startMysql(options: MysqlOptions): Promise<MysqlServer> {
  throwIfCancelled(options.signal);
  const { build } = options;
  const env = options.env ?? process.env;
  await assertReadable(build);
  const cacheDir = await openCacheDir({ cacheDir: options.cacheDir, env });
  const dir =
    options.dataDir === undefined
      ? scratchDir(env, "atlas-my", roomMb[build.flavour])
      : await openDataDir(options.dataDir);
  const server = new Mysql(options, dir, await portOf(options.listen ?? "unix"));
  try {
    await server.open(() => dataTemplate(build, cacheDir, options.signal));
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
  return server;
}

/** Fresh they take 120 and 35. */
const roomMb = { mysql: 400, mariadb: 150 } as const;

async function assertReadable({ path, version, flavour }: ServerBuild): Promise<void> {
  const user = serverUser();
  if (await canRead(path, user)) return;
  throw new AtlasError(
    "E_DEV_UNAVAILABLE",
    `the user ${user?.uid} that servers run as cannot run ${flavourTitles[flavour]} ${version} at "${path}"`,
    { hint: "Put the server outside of the home folder of root, or give the URL of an empty database." },
  );
}

class Mysql implements MysqlServer {
  readonly build: ServerBuild;
  readonly dir: string;
  readonly port: number | undefined;
  readonly #options: MysqlOptions;
  readonly #process: ServerProcess;

  constructor(options: MysqlOptions, dir: string, port: number | undefined) {
    this.build = options.build;
    this.dir = dir;
    this.port = port;
    this.#options = options;
    const isKept = options.dataDir !== undefined;
    const { flavour, version, command } = options.build;
    this.#process = new ServerProcess({
      title: `${flavourTitles[flavour]} ${version}`,
      dir,
      command: [
        ...command,
        ...serverArguments(options.build, { dir, port, isKept, settings: options.settings }),
      ],
      readyLine: "ready for connections",
      isKept,
      // Half a second to a second of tidying up is of no use to data that are thrown away.
      stopSignal: isKept ? "TERM" : "KILL",
    });
  }

  get url(): Secret<string> {
    return this.urlOf(undefined);
  }

  get socketPath(): string {
    return join(this.dir, socketName);
  }

  get pid(): number {
    return this.#process.pid;
  }

  get isRunning(): boolean {
    return this.#process.isRunning;
  }

  urlOf(schema: string | undefined, parameters: Readonly<Record<string, string>> = {}): Secret<string> {
    const { listen = "unix" } = this.#options;
    const scheme = this.build.flavour;
    if (listen === "unix") {
      const query = queryOf({ ...(schema !== undefined && { database: schema }), ...parameters });
      return new Secret(`${scheme}+unix://root@${this.socketPath}${query}`);
    }
    const password = encodeURIComponent(listen.password.reveal());
    const path = encodeURIComponent(schema ?? "");
    return new Secret(`${scheme}://root:${password}@127.0.0.1:${this.port}/${path}${queryOf(parameters)}`);
  }

  async open(template: () => Promise<string>): Promise<void> {
    await this.#process.open(template, this.#options.signal);
    await this.#setPassword();
  }

  /** TCP wants a password: an account for it is made through the socket, which wants none. */
  async #setPassword(): Promise<void> {
    const { listen = "unix" } = this.#options;
    if (listen === "unix") return;
    await using session = await openMysqlSession(this.socketPath);
    const password = session.literal(listen.password.reveal());
    await session.run("CREATE USER IF NOT EXISTS 'root'@'%'");
    await session.run(`ALTER USER 'root'@'%' IDENTIFIED BY ${password}`);
    await session.run("GRANT ALL PRIVILEGES ON *.* TO 'root'@'%' WITH GRANT OPTION");
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
}

function queryOf(parameters: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams(parameters).toString();
  return query === "" ? "" : `?${query}`;
}

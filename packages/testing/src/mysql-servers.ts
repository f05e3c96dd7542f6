import { randomBytes } from "node:crypto";

import {
  findBuilds,
  type Flavour,
  flavourTitles,
  type MysqlServer,
  openMysqlSession,
  type ServerBuild,
  startMysql,
} from "@atlas/dev-database";
import { mysql } from "@atlas/dialect-mysql";

import type { TestDatabase, TestServer } from "./databases.ts";

interface OpenMysqlOptions {
  /**
   * `true`: the connection is bound to a schema of its own, on a server shared by all tests of this process.
   * `false`: to none, on a server of its own, since it sees all schemas there are. Default: `true`.
   */
  readonly bound?: boolean;
  /** Server settings, such as `{ "sql-mode": "ANSI_QUOTES" }`; they take a server of its own. Default: none. */
  readonly settings?: Readonly<Record<string, string | number>>;
}

/** A MySQL or MariaDB that tests run on: `MySQL 9.7`, `MariaDB 10.11`. */
export interface MysqlTestServer extends TestServer {
  readonly flavour: Flavour;
  readonly build: ServerBuild;
  readonly open: (options?: OpenMysqlOptions) => Promise<TestDatabase>;
}

/**
 * The servers of MySQL and MariaDB that are on this machine, one of each series: `npm test` provides them.
 *
 * `ATLAS_TEST_MYSQL` chooses among them: `mysql`, `mariadb-10`, `mariadb-11.8`, with commas between.
 */
export function mysqlServers(): readonly MysqlTestServer[] {
  const series = new Map<string, MysqlTestServer>();
  for (const build of findBuilds({ env: process.env })) {
    const server = testServer(build);
    if (isWanted(build) && !series.has(server.label)) series.set(server.label, server);
  }
  return [...series.values()].toSorted((a, b) => a.label.localeCompare(b.label, "en", { numeric: true }));
}

function testServer(build: ServerBuild): MysqlTestServer {
  const [major = "0", minor = "0"] = build.version.split(".");
  return {
    label: `${flavourTitles[build.flavour]} ${major}.${minor}`,
    dialect: mysql,
    flavour: build.flavour,
    major: Number(major),
    build,
    open: (options = {}) => open(build, options),
  };
}

function isWanted({ flavour, version }: ServerBuild): boolean {
  const wanted = process.env["ATLAS_TEST_MYSQL"];
  if (wanted === undefined || wanted === "") return true;
  return wanted
    .split(",")
    .some((word) => `${flavour}-${version}.`.startsWith(`${word.trim()}${word.includes("-") ? "." : "-"}`));
}

const shared = new Map<string, Promise<MysqlServer>>();

/** Stops the shared servers of this process. */
export async function closeMysqlServers(): Promise<void> {
  const servers = [...shared.values()];
  shared.clear();
  await Promise.all(servers.map(async (server) => (await server)[Symbol.asyncDispose]()));
}

async function open(build: ServerBuild, options: OpenMysqlOptions): Promise<TestDatabase> {
  const { bound = true, settings } = options;
  await using stack = new AsyncDisposableStack();
  const isShared = bound && settings === undefined;
  const server = isShared
    ? await sharedServer(build)
    : stack.use(await startMysql({ build, ...(settings && { settings }) }));
  const schema = bound ? `test_${randomBytes(6).toString("hex")}` : undefined;
  if (schema !== undefined) {
    await using session = await openMysqlSession(server.socketPath);
    await session.run(`CREATE DATABASE ${schema}`);
    if (isShared) stack.defer(() => dropSchema(server, schema));
  }
  const session = stack.use(await openMysqlSession(server.socketPath, { schema }));
  const owned = stack.move();
  const url = mysql.parseUrl(server.urlOf(schema));
  return {
    url,
    connect: () => mysql.connect(url),
    raw: (sql) => session.run(sql),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function sharedServer(build: ServerBuild): Promise<MysqlServer> {
  const known = shared.get(build.path);
  if (known !== undefined) return known;
  const starting = startMysql({ build });
  shared.set(build.path, starting);
  return starting;
}

async function dropSchema(server: MysqlServer, schema: string): Promise<void> {
  await using session = await openMysqlSession(server.socketPath);
  await session.run(`DROP DATABASE IF EXISTS ${schema}`);
}

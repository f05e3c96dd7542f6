import { randomBytes } from "node:crypto";

import { Secret } from "@atlas/core";
import {
  buildFor,
  createDevDatabases,
  type DevDatabases,
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

interface ServersOptions {
  /** In CI the older series, too: for the few tests that all of them have time for. Default: `false`. */
  readonly withOlder?: boolean;
}

/**
 * The servers of MySQL and MariaDB that are on this machine, by name: `npm test` provides them.
 *
 * `ATLAS_TEST_MYSQL` chooses among them, with commas between: of what each word fits the leading series (`mysql`,
 * `mariadb-10`), or else the newest (`mysql-5.7`, `mariadb-10.6`). Default: the leading series in CI, elsewhere the
 * newest of each flavour. The newest MySQL leads, and the newest MariaDB of each major version.
 */
export function mysqlServers({ withOlder = false }: ServersOptions = {}): readonly MysqlTestServer[] {
  const all = allSeries();
  const leading = all.filter((server, at) => all.findLastIndex((other) => isPeer(other, server)) === at);
  const words = (process.env["ATLAS_TEST_MYSQL"] ?? "").split(",").map((word) => word.trim());
  if (words.some((word) => word !== "")) {
    const chosen = words.flatMap((word) => {
      const led = leading.filter((server) => isCalled(server, word));
      return led.length > 0 ? led : all.filter((server) => isCalled(server, word)).slice(-1);
    });
    return all.filter((server) => chosen.includes(server));
  }
  if (process.env["CI"] === "true") return withOlder ? all : leading;
  return leading.filter(({ flavour }, at) => leading[at + 1]?.flavour !== flavour);
}

/** One server of each series, the oldest first. */
function allSeries(): readonly MysqlTestServer[] {
  const series = new Map<string, MysqlTestServer>();
  for (const build of findBuilds({ env: process.env })) {
    const server = testServer(build);
    if (!series.has(server.label)) series.set(server.label, server);
  }
  return [...series.values()].toSorted((a, b) => a.label.localeCompare(b.label, "en", { numeric: true }));
}

/** Whether the newer of both stands for the other. */
function isPeer(one: MysqlTestServer, other: MysqlTestServer): boolean {
  return one.flavour === other.flavour && (one.flavour === "mysql" || one.major === other.major);
}

function isCalled({ flavour, build }: MysqlTestServer, word: string): boolean {
  return `${flavour}-${build.version}.`.startsWith(`${word}${word.includes("-") ? "." : "-"}`);
}

/** The first versions that have something, such as `{ mysql: "8.0.16" }`; of other flavours every version has it. */
export type Since = Readonly<Record<string, string>>;

export function isSince({ flavour, build }: MysqlTestServer, since: Since = {}): boolean {
  const first = since[flavour];
  return first === undefined || build.version.localeCompare(first, "en", { numeric: true }) >= 0;
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

const shared = new Map<string, Promise<MysqlServer>>();
let pooled: DevDatabases | undefined;

/** Stops the shared servers of this process. */
export async function closeMysqlServers(): Promise<void> {
  const servers = [...shared.values()];
  shared.clear();
  await Promise.all([
    pooled?.[Symbol.asyncDispose](),
    ...servers.map(async (server) => (await server)[Symbol.asyncDispose]()),
  ]);
  pooled = undefined;
}

async function open(build: ServerBuild, { bound = true, settings }: OpenMysqlOptions): Promise<TestDatabase> {
  await using stack = new AsyncDisposableStack();
  const schema = bound ? `test_${randomBytes(6).toString("hex")}` : undefined;
  const { url, socketPath } =
    settings !== undefined
      ? await openOwn(build, settings, schema, stack)
      : schema === undefined
        ? await openPooled(build, stack)
        : await openShared(build, schema, stack);
  const session = stack.use(await openMysqlSession(socketPath, { schema }));
  const parsed = mysql.parseUrl(url);
  const owned = stack.move();
  return {
    url: parsed,
    connect: () => mysql.connect(parsed),
    raw: (sql) => session.run(sql),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Where a database is; what gives it back is on the stack. */
interface Place {
  readonly url: Secret<string>;
  readonly socketPath: string;
}

/** A server for this use alone. */
async function openOwn(
  build: ServerBuild,
  settings: NonNullable<OpenMysqlOptions["settings"]>,
  schema: string | undefined,
  stack: AsyncDisposableStack,
): Promise<Place> {
  const { "lower-case-table-names": nameCase, ...others } = settings;
  const made = nameCase === undefined ? build : buildFor(build, { lower_case_table_names: String(nameCase) });
  const server = stack.use(await startMysql({ build: made, settings: others }));
  if (schema !== undefined) await runOn(server, `CREATE DATABASE ${schema}`);
  return { url: server.urlOf(schema), socketPath: server.socketPath };
}

/** A whole server that is used again once it is as new. */
async function openPooled(build: ServerBuild, stack: AsyncDisposableStack): Promise<Place> {
  pooled ??= createDevDatabases();
  const database = stack.use(
    await pooled.acquire({
      url: new Secret(`embedded://${build.flavour}/${build.version}`),
      dialect: "mysql",
      targetVersion: undefined,
      bound: false,
    }),
  );
  return { url: database.url, socketPath: /@([^?]+)/.exec(database.url.reveal())?.[1] ?? "" };
}

/** A schema on the server that all tests of this process share. */
async function openShared(build: ServerBuild, schema: string, stack: AsyncDisposableStack): Promise<Place> {
  const server = await sharedServer(build);
  await runOn(server, `CREATE DATABASE ${schema}`);
  stack.defer(() => runOn(server, `DROP DATABASE IF EXISTS ${schema}`));
  return { url: server.urlOf(schema), socketPath: server.socketPath };
}

function sharedServer(build: ServerBuild): Promise<MysqlServer> {
  const known = shared.get(build.path);
  if (known !== undefined) return known;
  const starting = startMysql({ build });
  shared.set(build.path, starting);
  return starting;
}

async function runOn(server: MysqlServer, sql: string): Promise<void> {
  await using session = await openMysqlSession(server.socketPath);
  // A test that left a transaction open is not to stop the rest.
  await session.run(`SET SESSION lock_wait_timeout = 10, foreign_key_checks = 0; ${sql}`);
}

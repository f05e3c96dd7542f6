import { AtlasError, throwIfCancelled } from "@atlas/core";

import { flavourOf } from "./mysql/flavour.ts";
import { MysqlProvider } from "./mysql/provider.ts";
import { installedMajors, installedVersion, nativeMajors, notInstalled } from "./postgres/binaries.ts";
import { startContainer } from "./container.ts";
import { givenDatabase, memoryDatabase, memoryDescription } from "./given.ts";
import { PostgresPool } from "./postgres/pool.ts";
import type { DevDatabase, DevDatabaseRequest, DevDatabases } from "./types.ts";
import { containerFor, parseDevUrl, type DevSource, type Parameters, type PostgresSource } from "./url.ts";

export interface DevDatabasesOptions {
  /** Where server binaries and templates are kept; all in it can be deleted. Default: see `openCacheDir`. */
  readonly cacheDir?: string;
  /** Told what a person should know, such as that another minor version serves. Default: nobody is told. */
  readonly onNotice?: (notice: string) => void;
  /** Default: that of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** How long a server without uses is kept, in milliseconds. Default 30 000. */
  readonly idleMs?: number;
}

/**
 * Makes dev databases on demand: native PostgreSQL servers, servers of MySQL and MariaDB that are on this machine,
 * SQLite in memory, containers, or what was given.
 *
 * Nothing is started before the first `acquire`. Everything ends when this is disposed, and when this process
 * ends in any way.
 */
export function createDevDatabases(options: DevDatabasesOptions = {}): DevDatabases {
  const env = options.env ?? process.env;
  const postgres = new PostgresPool({ ...options, env });
  const onNotice = options.onNotice ?? (() => {});
  const mysql = new MysqlProvider({ ...options, env, onNotice });

  async function acquire(request: DevDatabaseRequest): Promise<DevDatabase> {
    throwIfCancelled(request.signal);
    const source = sourceOf(request);
    if (source.kind === "given") return givenDatabase(source.url);
    if (source.kind === "sqlite") return memoryDatabase(source.parameters);
    if (source.kind === "postgres") return await acquirePostgres(source, request);
    if (source.kind === "mysql") return await mysql.acquire(source, request);
    return await startContainer(source.container, { env, onNotice, signal: request.signal });
  }

  async function acquirePostgres(
    source: PostgresSource,
    { targetVersion, signal }: DevDatabaseRequest,
  ): Promise<DevDatabase> {
    const major = majorFor(source, targetVersion);
    if (installedVersion(major) === undefined && source.mayBeContainer)
      return await acquireContainer(source, major, signal);
    const database = await postgres.use(major, source.parameters, signal);
    const wanted = /^\d+\.\d+/.exec(source.tag ?? "")?.[0];
    if (wanted !== undefined && wanted !== database.version)
      onNotice(`PostgreSQL ${wanted} was asked for, an embedded PostgreSQL ${database.version} serves it`);
    return {
      url: database.url,
      isPrivate: true,
      description: describePostgres(database.version),
      [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
    };
  }

  async function acquireContainer(
    { tag, database, parameters }: PostgresSource,
    major: number,
    signal: AbortSignal | undefined,
  ): Promise<DevDatabase> {
    const image = `postgres:${tag ?? major}`;
    try {
      return await startContainer(
        { family: "postgres", image, database, parameters },
        { env, onNotice, signal },
      );
    } catch (error) {
      if (!(error instanceof AtlasError) || error.code !== "E_DEV_UNAVAILABLE") throw error;
      throw notInstalled(major, error);
    }
  }

  function identify(request: DevDatabaseRequest): string | undefined {
    const source = sourceOf(request);
    if (source.kind === "sqlite") return memoryDescription;
    if (source.kind === "mysql") return mysql.identify(source, request);
    // A given database can be upgraded, and the tag of an image moves.
    if (source.kind !== "postgres") return undefined;
    const version = installedVersion(majorFor(source, request.targetVersion));
    return version === undefined ? undefined : describePostgres(version);
  }

  function prepare(request: DevDatabaseRequest): void {
    const source = sourceOf(request);
    if (source.kind === "mysql") mysql.prepare(source);
    if (source.kind !== "postgres" || (source.major ?? source.tag) === undefined) return;
    const major = majorFor(source, undefined);
    if (installedVersion(major) !== undefined) postgres.prepare(major);
  }

  return {
    identify,
    prepare,
    acquire,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([postgres[Symbol.asyncDispose](), mysql[Symbol.asyncDispose]()]);
    },
  };
}

function sourceOf(request: DevDatabaseRequest): DevSource {
  return request.url === undefined ? sourceFor(request) : parseDevUrl(request.url);
}

function describePostgres(version: string): string {
  return `embedded PostgreSQL ${version}`;
}

/** What fits the target when no URL was given. */
function sourceFor({ dialect, targetVersion, bound }: DevDatabaseRequest): DevSource {
  if (dialect === "postgres") {
    const parameters: Parameters = bound ? { search_path: "public" } : {};
    const open = { major: undefined, tag: undefined, database: undefined };
    return { kind: "postgres", ...open, parameters, mayBeContainer: true };
  }
  if (dialect === "sqlite") return { kind: "sqlite", parameters: {} };
  if (dialect === "mysql") return mysqlSourceFor(targetVersion, bound);
  const container = dialect === undefined ? undefined : containerFor(dialect, targetVersion, bound);
  if (container !== undefined) return { kind: "container", container };
  throw new AtlasError(
    "E_DEV_UNAVAILABLE",
    `no dev database is known for ${dialect ?? "an unnamed target"}`,
    {
      hint: "Give the URL of an empty database.",
    },
  );
}

/** Servers that speak MySQL's protocol are of several families, of which none stands in for another. */
function mysqlSourceFor(targetVersion: string | undefined, bound: boolean): DevSource {
  const flavour = targetVersion === undefined ? "mysql" : flavourOf(targetVersion);
  if (flavour === undefined)
    throw new AtlasError("E_DEV_UNAVAILABLE", `no dev database is known for version ${targetVersion}`, {
      hint: "Give the URL of an empty database on a server of that family.",
    });
  const open = { version: undefined, tag: undefined, parameters: {}, mayBeContainer: true };
  return { kind: "mysql", flavour, database: bound ? "dev" : undefined, ...open };
}

/** The major that was asked for, else that of the target, else the newest. */
function majorFor(source: PostgresSource, targetVersion: string | undefined): number {
  return source.major ?? (source.tag === undefined ? majorOf(targetVersion) : undefined) ?? newest();
}

function majorOf(version: string | undefined): number | undefined {
  const digits = /^\d+/.exec(version ?? "")?.[0];
  return digits === undefined ? undefined : Number(digits);
}

/** The newest installed major; with none installed, the newest there is, to be named in the error. */
function newest(): number {
  return installedMajors().at(-1) ?? nativeMajors.at(-1) ?? 0;
}

import { AtlasError } from "@atlas/core";

import { startContainer } from "../container.ts";
import type { DevDatabase, DevDatabaseRequest } from "../types.ts";
import type { Parameters } from "../url.ts";
import { buildFor, findBuilds, serverFolders, unpackedFolder, type ServerBuild } from "./builds.ts";
import { flavourOf, flavourTitles, numbersOf } from "./flavour.ts";
import { fits, nearest } from "./nearest.ts";
import { MysqlPool } from "./pool.ts";
import type { MysqlSource } from "./source.ts";

export interface ProviderOptions {
  readonly cacheDir?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onNotice: (notice: string) => void;
  readonly idleMs?: number | undefined;
  /** What servers there are. Default: `findBuilds`. */
  readonly find?: typeof findBuilds;
}

/** Dev databases on servers of MySQL and MariaDB that are on this machine, else in containers. */
export class MysqlProvider implements AsyncDisposable {
  readonly #options: ProviderOptions;
  readonly #pool: MysqlPool;
  readonly #told = new Set<string>();

  constructor(options: ProviderOptions) {
    this.#options = options;
    this.#pool = new MysqlPool(options);
  }

  /** What would serve; `undefined` when no server is here, or the target is of another family: that is refused. */
  identify(source: MysqlSource, { targetVersion, targetDefaults }: DevDatabaseRequest): string | undefined {
    if (targetVersion !== undefined && flavourOf(targetVersion) !== source.flavour) return undefined;
    const build = this.#find(source, targetVersion);
    return build && describe(buildFor(build, targetDefaults));
  }

  /** Starts the server of a use that is likely to come, where the URL says which. */
  prepare(source: MysqlSource): void {
    const build = source.version === undefined ? undefined : this.#find(source, undefined);
    if (build !== undefined) this.#pool.prepare(build);
  }

  /** @throws {AtlasError} `E_DEV_UNAVAILABLE` with what to install. */
  async acquire(source: MysqlSource, request: DevDatabaseRequest): Promise<DevDatabase> {
    const found = this.#find(source, request.targetVersion);
    if (found === undefined) return await this.#acquireContainer(source, request);
    const build = buildFor(found, request.targetDefaults);
    const schema = request.anyName === true ? besideOf(source.database) : source.database;
    const database = await this.#pool.use(build, {
      schema,
      asStarted: schema !== source.database,
      parameters: withoutVerbose(source.parameters),
      signal: request.signal,
    });
    this.#tell(source, build);
    return {
      url: database.url,
      isPrivate: true,
      description: describe(build),
      [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool[Symbol.asyncDispose]();
  }

  #find(source: MysqlSource, targetVersion: string | undefined): ServerBuild | undefined {
    return nearest(
      this.#builds().filter(({ flavour }) => flavour === source.flavour),
      wantedVersion(source, targetVersion),
    );
  }

  #builds(): readonly ServerBuild[] {
    const { cacheDir, env, find = findBuilds } = this.#options;
    return find({ cacheDir, env });
  }

  /** Once: the one who asked first asks again for each thing that is read. */
  #tell({ flavour, version: wanted }: MysqlSource, { version }: ServerBuild): void {
    if (wanted === undefined || fits(version, wanted)) return;
    const title = flavourTitles[flavour];
    const notice = `${title} ${wanted} was asked for, a local ${title} ${version} serves it`;
    if (this.#told.has(notice)) return;
    this.#told.add(notice);
    this.#options.onNotice(notice);
  }

  async #acquireContainer(
    source: MysqlSource,
    { targetVersion, signal }: DevDatabaseRequest,
  ): Promise<DevDatabase> {
    const { flavour, tag, database, parameters, mayBeContainer } = source;
    if (!mayBeContainer) throw this.#notHere(source);
    const series = numbersOf(targetVersion ?? "").slice(0, 2);
    const image = `${flavour}:${tag ?? (series.length > 0 ? series.join(".") : "latest")}`;
    try {
      const { env, onNotice } = this.#options;
      return await startContainer(
        { family: flavour, image, database, parameters },
        { env, onNotice, signal },
      );
    } catch (error) {
      if (!(error instanceof AtlasError) || error.code !== "E_DEV_UNAVAILABLE") throw error;
      throw this.#notHere(source, error);
    }
  }

  #notHere({ flavour, mayBeContainer }: MysqlSource, cause?: AtlasError): AtlasError {
    const here = this.#builds().map((build) => `${flavourTitles[build.flavour]} ${build.version}`);
    const title = flavourTitles[flavour];
    const others = here.length === 0 ? "" : `; here is ${here.join(", ")}, which is another database`;
    const container = mayBeContainer ? "start Docker or Podman, " : "";
    return new AtlasError("E_DEV_UNAVAILABLE", `there is no server of ${title} on this machine${others}`, {
      cause,
      details: {
        flavour,
        here,
        looked: ["PATH", ...serverFolders, `<cache>/${unpackedFolder}`],
        ...(cause && { container: cause.message }),
      },
      hint: `Install the server of ${title} (${packages[flavour]}) or put its folder on PATH, ${container}or give the URL of an empty database.`,
    });
  }
}

const packages = { mysql: "mysql-server-core", mariadb: "mariadb-server-core" } as const;

/** A name beside that of a schema; a server has no longer ones. */
function besideOf(schema: string | undefined): string | undefined {
  return schema === undefined || schema.length > 58 ? schema : `${schema}_proof`;
}

/** The version that was asked for, else that of the target where the URL leaves it open. */
function wantedVersion({ version, tag }: MysqlSource, targetVersion: string | undefined): string | undefined {
  return version ?? (tag === undefined ? targetVersion : undefined);
}

/** That a container is to show what it writes means nothing to a server of ours. */
function withoutVerbose(parameters: Parameters): Parameters {
  return Object.fromEntries(
    Object.entries(parameters).filter(([name]) => name !== "v" && name !== "verbose"),
  );
}

function describe({ flavour, version, settings = {} }: ServerBuild): string {
  const set = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  return [
    `local ${flavourTitles[flavour]} ${version}`,
    ...(set.length > 0 ? [`(${set.join(", ")})`] : []),
  ].join(" ");
}

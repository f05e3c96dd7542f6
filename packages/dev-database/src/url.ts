import { AtlasError, type Secret } from "@atlas/core";

import { mysqlSource, type MysqlSource } from "./mysql/source.ts";
import { type ContainerExtras, type ImageBuild, splitContainerExtras } from "./container-extras.ts";

/** What a dev URL asks for. */
export type DevSource =
  | { readonly kind: "given"; readonly url: Secret<string> }
  | { readonly kind: "sqlite"; readonly parameters: Parameters }
  | PostgresSource
  | MysqlSource
  | { readonly kind: "container"; readonly container: ContainerSource };

/** A plain PostgreSQL, for which a native build may be there. */
export interface PostgresSource {
  readonly kind: "postgres";
  /** `undefined`: whatever the target has, else the newest. */
  readonly major: number | undefined;
  /** The tag as written, such as `16.4-alpine`; `undefined`: the URL has none. */
  readonly tag: string | undefined;
  /** A native server names it itself. */
  readonly database: string | undefined;
  readonly parameters: Parameters;
  /** A container may serve it when no native build fits. */
  readonly mayBeContainer: boolean;
}

/** Query parameters, in the order written. */
export type Parameters = Readonly<Record<string, string>>;

/** Database families that container images are known for. */
export type ContainerFamily = "postgres" | "mysql" | "mariadb" | "sqlserver" | "clickhouse";

export interface ContainerSource {
  readonly family: ContainerFamily;
  /** With its tag: `pgvector/pgvector:pg17`. */
  readonly image: string;
  /** The database to create; `undefined`: the server's own default. */
  readonly database: string | undefined;
  readonly parameters: Parameters;
  /** What the server is started with, behind the image: `["-c", "max_locks_per_transaction=512"]`. Default: nothing. */
  readonly command?: readonly string[];
  /** How the image is made first. Default: it is there, or pulled. */
  readonly build?: ImageBuild;
}

/** The images behind the short names of `docker://<name>/<tag>`. */
const aliases: Readonly<Record<string, { readonly family: ContainerFamily; readonly image: string }>> = {
  postgres: { family: "postgres", image: "postgres" },
  postgis: { family: "postgres", image: "postgis/postgis" },
  pgvector: { family: "postgres", image: "pgvector/pgvector" },
  mysql: { family: "mysql", image: "mysql" },
  maria: { family: "mariadb", image: "mariadb" },
  mariadb: { family: "mariadb", image: "mariadb" },
  sqlserver: { family: "sqlserver", image: "mcr.microsoft.com/mssql/server" },
  clickhouse: { family: "clickhouse", image: "clickhouse/clickhouse-server" },
};

/** What may stand behind `docker+`. */
const families: Readonly<Record<string, ContainerFamily>> = {
  postgres: "postgres",
  postgresql: "postgres",
  mysql: "mysql",
  maria: "mariadb",
  mariadb: "mariadb",
  sqlserver: "sqlserver",
  clickhouse: "clickhouse",
};

/**
 * Understands a dev URL: `docker://postgres/16/dev`, `docker+postgres://_/image:tag/db`,
 * `embedded://postgres/16/dev`, `sqlite://dev?mode=memory`; anything else is the URL of a given database.
 *
 * @throws {AtlasError} `E_URL`, never with the URL itself: it may hold a password.
 */
export function parseDevUrl(url: Secret<string>): DevSource {
  const [text, extras] = splitContainerExtras(url.reveal());
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) throw new AtlasError("E_URL", "the dev URL has no scheme", { hint: examples });
  if (scheme === "docker") return parseDocker(partsOf(text), text);
  if (scheme === "embedded") return parseEmbedded(partsOf(text));
  if (scheme.startsWith("docker+"))
    return parseCustomImage(scheme.slice("docker+".length), partsOf(text), extras);
  if (scheme === "sqlite" || scheme === "sqlite3") {
    const { parameters } = partsOf(text);
    if (parameters["mode"] === "memory") return { kind: "sqlite", parameters };
  }
  return { kind: "given", url };
}

/**
 * The image for a target that no URL was given for and that has no servers of ours.
 *
 * @param bound - to one schema, which these families call a database.
 */
export function containerFor(
  dialect: string,
  version: string | undefined,
  bound: boolean,
): ContainerSource | undefined {
  const alias = Object.hasOwn(aliases, dialect) ? aliases[dialect] : undefined;
  if (alias === undefined) return undefined;
  const tag = /^\d+(\.\d+)?/.exec(version ?? "")?.[0] ?? "latest";
  return { ...alias, image: `${alias.image}:${tag}`, database: bound ? "dev" : undefined, parameters: {} };
}

const examples =
  'Write it like "docker://postgres/16/dev", "embedded://postgres/16/dev" or "sqlite://dev?mode=memory".';

interface Parts {
  readonly host: string;
  readonly segments: readonly string[];
  readonly parameters: Parameters;
}

/** The pieces between the slashes; image names are no valid hosts for `URL`, so it is done by hand. */
function partsOf(text: string): Parts {
  const [address = "", query = ""] = text.slice(text.indexOf("://") + 3).split(/\?(.*)/s);
  try {
    const [host = "", ...segments] = address.split("/").map((part) => decodeURIComponent(part));
    return {
      host,
      segments: segments.filter((segment) => segment !== ""),
      parameters: Object.fromEntries(new URLSearchParams(query)),
    };
  } catch (error) {
    throw new AtlasError("E_URL", "the dev URL is not percent-encoded correctly", {
      cause: error,
      hint: examples,
    });
  }
}

function parseDocker({ host, segments, parameters }: Parts, text: string): DevSource {
  const alias = Object.hasOwn(aliases, host) ? aliases[host] : undefined;
  if (alias === undefined)
    throw new AtlasError("E_URL", `unsupported docker image "${host}"`, {
      details: { supported: Object.keys(aliases).sort() },
      hint: `Use one of ${Object.keys(aliases).sort().join(", ")}, or "docker+postgres://_/image:tag/db" for an image of your own.`,
    });
  const [tag, database, ...rest] = segments;
  if (rest.length > 0) throw tooLong(text);
  const native = nativeSource(alias.image, tag, { database, parameters, mayBeContainer: true });
  if (native !== undefined) return native;
  const image = `${alias.image}:${tag ?? "latest"}`;
  return { kind: "container", container: { family: alias.family, image, database, parameters } };
}

function parseEmbedded({ host, segments, parameters }: Parts): DevSource {
  const [tag, database] = segments;
  const image = Object.hasOwn(aliases, host) ? aliases[host]?.image : undefined;
  const source = nativeSource(image, tag, { database, parameters, mayBeContainer: false });
  if (source !== undefined) return source;
  throw new AtlasError("E_URL", `there is no embedded database "${[host, tag].filter(Boolean).join("/")}"`, {
    hint: 'Write "embedded://postgres/<major>/<database>", or mysql or mariadb with their version.',
  });
}

function parseCustomImage(
  driver: string,
  { host, segments, parameters }: Parts,
  extras: ContainerExtras,
): DevSource {
  const family = Object.hasOwn(families, driver) ? families[driver] : undefined;
  if (family === undefined)
    throw new AtlasError("E_URL", `no container image is known to serve "${driver}"`, {
      hint: `Use docker+${Object.keys(families).sort().join(", docker+")}.`,
    });
  // The image ends where its tag stands; without one, a registry (`ghcr.io`) has `owner/image` below it.
  const tagged = segments.findIndex((segment) => segment.includes(":"));
  const end = tagged === -1 ? (/[.:]/.test(host) ? 2 : 1) : tagged + 1;
  const path = segments.slice(0, end).join("/");
  const [database, ...rest] = segments.slice(end);
  if (path === "" || rest.length > 0)
    throw new AtlasError("E_URL", "the dev URL does not name a container image", {
      hint: `Write it like "docker+${driver}://_/image:tag/database".`,
    });
  const image = host === "_" || host === "" ? path : `${host}/${path}`;
  return { kind: "container", container: { family, image, database, parameters, ...extras } };
}

/** @returns `undefined` when the tag is not one of the plain images of a family that servers of ours exist for. */
function nativeSource(
  image: string | undefined,
  tag: string | undefined,
  rest: Pick<PostgresSource, "database" | "parameters" | "mayBeContainer">,
): PostgresSource | MysqlSource | undefined {
  if (image === "mysql" || image === "mariadb") return mysqlSource({ ...rest, flavour: image, tag });
  if (image !== "postgres") return undefined;
  const source = { ...rest, kind: "postgres", tag } as const;
  if (tag === undefined || plainTag.test(tag)) return { ...source, major: undefined };
  const version = versionTag.exec(tag)?.[1];
  return version === undefined ? undefined : { ...source, major: Number(version) };
}

/** Tags of the newest release: `latest`, `alpine`, `bookworm`. */
const plainTag = /^(latest|(alpine|bullseye|bookworm|trixie)[\d.]*)$/;

/** `16`, `16.4`, `16-alpine3.20`; not `17beta1`, which is another server. */
const versionTag = /^(\d+)(?:\.\d+)*(?:-(?:alpine|bullseye|bookworm|trixie)[\d.]*)?$/;

function tooLong(text: string): AtlasError {
  const scheme = text.slice(0, text.indexOf("://"));
  return new AtlasError("E_URL", `the ${scheme} URL has more parts than image, tag and database`, {
    hint: examples,
  });
}

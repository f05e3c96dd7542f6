import type { DevDatabaseRequest } from "@atlas/dev-database";

/** How a dev database of one family runs in a pod. */
export interface DevEngine {
  /** The driver, which also names the container and its port. */
  readonly name: string;
  /** Without a tag. */
  readonly image: string;
  readonly port: number;
  /** The user that the image runs as. */
  readonly uid: number;
  readonly env: readonly { readonly name: string; readonly value: string }[];
  /** Succeeds once the server answers. */
  readonly probe: readonly string[];
  /** Of the whole server. */
  readonly url: string;
}

/** Families whose dev databases need a pod: all others are served in this process. */
const engines = {
  mysql: {
    name: "mysql",
    image: "mysql",
    port: 3306,
    uid: 1000,
    env: [{ name: "MYSQL_ROOT_PASSWORD", value: "pass" }],
    probe: ["mysql", "-h", "127.0.0.1", "-e", "SELECT 1", "-u", "root", "-ppass"],
    url: "mysql://root:pass@localhost:3306/",
  },
  mariadb: {
    name: "mariadb",
    image: "mariadb",
    port: 3306,
    uid: 999,
    env: [{ name: "MARIADB_ROOT_PASSWORD", value: "pass" }],
    probe: ["mariadb", "-h", "127.0.0.1", "-e", "SELECT 1", "-u", "root", "-ppass"],
    url: "mariadb://root:pass@localhost:3306/",
  },
} as const satisfies Readonly<Record<string, DevEngine>>;

/** A server that is shared by all who need one of its family and version, and work in the same scope. */
export interface SharedServer {
  readonly engine: DevEngine;
  /** Of the image: `10.11`; `latest` when the target's is not known. */
  readonly tag: string;
  /** Each use has a database of its own in it. Otherwise one use at a time has all of it. */
  readonly bound: boolean;
}

/** The server for a request. MariaDB is a family of its own, whatever its clients call it. */
export function sharedServerFor({ targetVersion, bound }: DevDatabaseRequest): SharedServer {
  const engine = /mariadb/i.test(targetVersion ?? "") ? engines.mariadb : engines.mysql;
  const tag = /^(?:5\.5\.5-)?(\d+\.\d+)/.exec(targetVersion ?? "")?.[1] ?? "latest";
  return { engine, tag, bound };
}

/** `atlas-dev-db-mariadb-10-11`; with `-server` behind it where one use has all of it. */
export function sharedName({ engine, tag, bound }: SharedServer): string {
  return `atlas-dev-db-${engine.name}-${tag.replaceAll(".", "-")}${bound ? "" : "-server"}`;
}

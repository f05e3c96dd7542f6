import type { Parameters } from "../url.ts";
import type { Flavour } from "./flavour.ts";

/** A plain MySQL or MariaDB, for which a server may be on this machine. */
export interface MysqlSource {
  readonly kind: "mysql";
  readonly flavour: Flavour;
  /** `8`, `8.4`, `10.11.6`; `undefined`: what the target has, else the newest. */
  readonly version: string | undefined;
  /** The tag as written, such as `8.4-oraclelinux9`; `undefined`: the URL has none. */
  readonly tag: string | undefined;
  /** The schema to be bound to; `undefined`: to none. */
  readonly database: string | undefined;
  readonly parameters: Parameters;
  /** A container may serve it when there is no such server here. */
  readonly mayBeContainer: boolean;
}

/** Tags of the newest release: `latest`, `lts`, `noble`. */
const plainTag = /^(latest|lts|innovation|debian|oracle\w*|focal|jammy|noble|ubi\d*)$/;

/** `8`, `8.4.2`, `8.4-oraclelinux9`, `11.4-noble`; not `12.1-rc`, which is another server. */
const versionTag = /^(\d+(?:\.\d+)*)(?:-(?:debian|oracle\w*|focal|jammy|noble|ubi\d*))?$/;

/** @returns `undefined` when the tag is not one of the plain images. */
export function mysqlSource(source: Omit<MysqlSource, "kind" | "version">): MysqlSource | undefined {
  const { tag } = source;
  if (tag === undefined || plainTag.test(tag)) return { ...source, kind: "mysql", version: undefined };
  const version = versionTag.exec(tag)?.[1];
  return version === undefined ? undefined : { ...source, kind: "mysql", version };
}

import { join } from "node:path";

import type { ServerBuild } from "./builds.ts";

/** The socket's file in the server's folder. */
export const socketName = "s.sock";

export interface ServerSetup {
  readonly dir: string;
  readonly port: number | undefined;
  /** Its data outlive it. */
  readonly isKept: boolean;
  readonly settings: Readonly<Record<string, string | number>> | undefined;
}

/**
 * How a server of ours is started. What decides the meaning of a schema is the server's own default: `sql_mode`,
 * character sets, `lower_case_table_names`. A name with `loose-` is one that not every version knows.
 */
export function serverArguments(
  build: ServerBuild,
  { dir, port, isKept, settings }: ServerSetup,
): readonly string[] {
  const all: Record<string, string | number> = {
    datadir: join(dir, "data"),
    tmpdir: dir,
    socket: join(dir, socketName),
    "pid-file": join(dir, "pid"),
    // Nothing outside of it can be read or written through SQL.
    "secure-file-priv": dir,
    "skip-name-resolve": "ON",
    ...(port === undefined ? { "skip-networking": "ON" } : { "bind-address": "127.0.0.1", port }),
    "innodb-buffer-pool-size": "32M",
    "loose-performance-schema": "OFF",
    // What a schema file schedules is not to run here.
    "event-scheduler": "OFF",
    ...flavourSettings[build.flavour],
    ...(build.flavour === "mysql" && port === undefined && withoutKeys),
    ...(!isKept && disposableSettings),
    ...settings,
  };
  const flags = Object.entries(all).map(([name, value]) => `--${name}=${value}`);
  // The first argument, or the server does not take it.
  return ["--no-defaults", ...build.placeArguments, ...flags];
}

const flavourSettings = {
  mysql: {
    "loose-mysqlx": "OFF",
    "loose-disable-log-bin": "ON",
    "loose-innodb-redo-log-capacity": "64M",
    "innodb-read-io-threads": 1,
    "innodb-write-io-threads": 1,
    "innodb-use-native-aio": "OFF",
  },
  mariadb: {
    "loose-innodb-log-file-size": "8M",
    "key-buffer-size": "1M",
    "aria-pagecache-buffer-size": "8M",
  },
} as const;

/** A socket needs neither certificates nor keys, which take time to make. */
const withoutKeys = {
  "loose-auto-generate-certs": "OFF",
  "loose-caching-sha2-password-auto-generate-rsa-keys": "OFF",
  "loose-sha256-password-auto-generate-rsa-keys": "OFF",
} as const;

/** Nothing has to survive a power failure; what was committed still survives a killed server. */
const disposableSettings = {
  "innodb-flush-method": "nosync",
  "innodb-doublewrite": "OFF",
  "innodb-flush-log-at-trx-commit": 2,
  "sync-binlog": 0,
} as const;

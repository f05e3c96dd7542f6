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
    "skip-name-resolve": "ON",
    ...(port === undefined ? { "skip-networking": "ON" } : { "bind-address": "127.0.0.1", port }),
    "innodb-buffer-pool-size": "32M",
    "innodb-log-buffer-size": "2M",
    "loose-performance-schema": "OFF",
    // What a schema file schedules is not to run here.
    "event-scheduler": "OFF",
    ...flavourSettings[build.flavour],
    ...(build.flavour === "mysql" ? { "secure-file-priv": "NULL" } : { "secure-file-priv": dir }),
    ...(port === undefined && withoutKeys[build.flavour]),
    ...(!isKept && disposableSettings),
    ...(!isKept && quickSettings[build.flavour]),
    ...build.settings,
    ...settings,
  };
  // The first argument, or the server does not take it.
  return ["--no-defaults", ...build.placeArguments, ...flagsOf(all)];
}

export function flagsOf(settings: Readonly<Record<string, string | number>>): readonly string[] {
  return Object.entries(settings).map(([name, value]) => `--${name}=${value}`);
}

const flavourSettings = {
  mysql: {
    "loose-mysqlx": "OFF",
    "loose-disable-log-bin": "ON",
    "loose-innodb-redo-log-capacity": "32M",
    // Of MySQL 5.7 and 8.0; as the template has it.
    "loose-innodb-log-file-size": "8M",
    "innodb-read-io-threads": 1,
    "innodb-write-io-threads": 1,
    "innodb-use-native-aio": "OFF",
  },
  mariadb: {
    "loose-innodb-log-file-size": "8M",
    "loose-innodb-undo-tablespaces": 0,
    "key-buffer-size": "1M",
    "aria-pagecache-buffer-size": "8M",
  },
} as const;

/** A socket needs neither certificates nor keys: to make them takes MariaDB 11.4 and later up to a second. */
export const withoutKeys = {
  mysql: {
    "loose-auto-generate-certs": "OFF",
    "loose-caching-sha2-password-auto-generate-rsa-keys": "OFF",
    "loose-sha256-password-auto-generate-rsa-keys": "OFF",
  },
  mariadb: { "loose-ssl": "OFF" },
} as const;

/** Nothing has to survive a power failure; what was committed still survives a killed server. */
const disposableSettings = {
  "innodb-flush-method": "nosync",
  "innodb-doublewrite": "OFF",
  "innodb-flush-log-at-trx-commit": 2,
  "sync-binlog": 0,
} as const;

/**
 * What serves many users or large data costs time at the start and with every table: a sixth of 1,000 tables. The rest
 * is the data dictionary of MySQL itself, with 3 CPU ms for each table, where MariaDB takes 0.6.
 */
const quickSettings = {
  mysql: {
    "loose-innodb-log-writer-threads": "OFF",
    "loose-innodb-extend-and-initialize": "OFF",
    "loose-innodb-stats-persistent": "OFF",
    // Read anew for each table, eight times by default, whether anything is in it or not.
    "loose-innodb-stats-transient-sample-pages": 1,
    "loose-innodb-adaptive-hash-index": "OFF",
    "loose-innodb-validate-tablespace-paths": "OFF",
    "loose-innodb-buffer-pool-load-at-startup": "OFF",
    "loose-innodb-numa-interleave": "OFF",
    "innodb-purge-threads": 1,
    "innodb-rollback-segments": 1,
  },
  mariadb: {},
} as const;

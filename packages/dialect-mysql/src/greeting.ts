import { AtlasError } from "@atlas/core";
import { type Server, serverOf, serverTitle } from "./flavour.ts";
import type { CatalogRow, ServerDefaults } from "./kind.ts";
import { singleQuoted } from "./text.ts";
import type { ConnectionSettings } from "./url.ts";

/** What connecting learns about the server and the session. */
export interface Greeting {
  readonly server: Server;
  readonly defaults: ServerDefaults;
  /** The session's number, to stop its statements by. */
  readonly threadId: string;
  /** The machine and its server, so far as everybody may ask: stopping a statement must not reach another server. */
  readonly instance: string;
  /** `max_allowed_packet`: no statement may be longer. */
  readonly largestPacketBytes: number;
  /** The session's own limits, in seconds. */
  readonly lockWait: LockWait;
  /** Whether a TIMESTAMP has no default of its own, in the server's word for yes or no. */
  readonly explicitTimestamps: string;
  /** Of the database that the URL names; `null`: it names none. */
  readonly databaseCollation: string | null;
  /** What a script may set of the session, as it is otherwise: `sql_mode`, `foreign_key_checks`. */
  readonly settings: Readonly<Record<string, string>>;
  /**
   * `sql_mode` as the server or the URL gives it, under which texts of users are run. The session's is the same
   * without what changes how a text is read, as what we write is written for that.
   */
  readonly userMode: string;
}

/** Settings of a session that texts of other tools set, and not all of them put back. */
const restored = [
  "sql_mode",
  "foreign_key_checks",
  "unique_checks",
  "sql_notes",
  "time_zone",
  "default_storage_engine",
  "autocommit",
] as const;

/** How long statements wait for locks, in seconds: for tables being changed, and for rows. */
export interface LockWait {
  readonly tables: number;
  readonly rows: number;
}

const oldest = { mysql: [5, 6], mariadb: [10, 2], tidb: [0, 0] } as const;

/**
 * Texts go in Unicode, with the collation that the server gives to it, as with its own client: views and routines
 * record both.
 */
export function setNames({ collation }: Pick<ConnectionSettings, "collation">): string {
  return `SET NAMES utf8mb4${collation === undefined ? "" : ` COLLATE ${singleQuoted(collation)}`}`;
}

/** A statement that puts back what a script may have set. */
export function restoreSettings({ settings }: Greeting): string {
  const values = Object.entries(settings).map(
    ([name, value]) => `SESSION ${name} = ${/^-?\d+$/.test(value) ? value : singleQuoted(value)}`,
  );
  return `SET ${values.join(", ")}`;
}

/** `"` around names, nothing special about backslashes, and what stands for these and more. */
const readingModes: ReadonlySet<string> = new Set([
  "ANSI_QUOTES",
  "NO_BACKSLASH_ESCAPES",
  "IGNORE_SPACE",
  "PIPES_AS_CONCAT",
  "HIGH_NOT_PRECEDENCE",
  "ANSI",
  "DB2",
  "MAXDB",
  "MSSQL",
  "ORACLE",
  "POSTGRESQL",
]);

function plainMode(mode: string): string {
  return mode
    .split(",")
    .filter((word) => !readingModes.has(word))
    .join(",");
}

/** A statement that lets texts be read as users wrote them, or as we do. */
export function setMode(mode: string): string {
  return `SET SESSION sql_mode = ${singleQuoted(mode)}`;
}

/**
 * Statements to begin a session with; the last one's row makes the greeting, and can be asked for again.
 *
 * Sessions of MariaDB before 10.6.9 have no `explicit_defaults_for_timestamp` of their own: without `SESSION` the
 * name is that of the session where there is one, and else that of the server.
 */
export function greetingStatements(settings: ConnectionSettings): readonly [...string[], string] {
  const variables = Object.entries(settings.variables).map(
    ([name, value]) => `SESSION ${name} = ${/^-?\d+$/.test(value) ? value : singleQuoted(value)}`,
  );
  return [
    setNames(settings),
    // A server may be set up to wait for a COMMIT after every statement; what we begin, we end.
    `SET ${["SESSION autocommit = 1", ...variables].join(", ")}`,
    `SELECT VERSION() AS version, CONNECTION_ID() AS thread_id,
      CONCAT_WS('/', @@hostname, @@port, @@socket, @@datadir) AS instance,
      @@max_allowed_packet AS largest_packet, @@lock_wait_timeout AS tables_wait,
      @@innodb_lock_wait_timeout AS rows_wait, @@character_set_server AS charset,
      @@collation_server AS collation, @@default_storage_engine AS engine,
      @@lower_case_table_names AS lower_case,
      @@explicit_defaults_for_timestamp AS explicit_timestamps,
      IF(DATABASE() IS NULL, NULL, @@collation_database) AS database_collation,
      ${restored.map((name) => `@@SESSION.${name} AS ${name}`).join(", ")}`,
  ];
}

/** @throws {AtlasError} `E_CONNECT` for a server that is too old. */
export function greetingOf(row: CatalogRow): Greeting {
  const text = (name: string): string => row[name] ?? "";
  const server = serverOf(text("version"));
  const [major, minor] = oldest[server.flavour];
  if (server.version[0] < major || (server.version[0] === major && server.version[1] < minor))
    throw new AtlasError("E_CONNECT", `mysql: unsupported version: ${serverTitle(server)}`, {
      hint: "Atlas works with MySQL 5.6, MariaDB 10.2, TiDB, and newer ones.",
    });
  const lowerCase = Number(text("lower_case"));
  return {
    server,
    threadId: text("thread_id"),
    instance: text("instance"),
    largestPacketBytes: Number(text("largest_packet")),
    lockWait: { tables: Number(text("tables_wait")), rows: Number(text("rows_wait")) },
    explicitTimestamps: text("explicit_timestamps"),
    databaseCollation: row["database_collation"] ?? null,
    settings: {
      ...Object.fromEntries(restored.map((name) => [name, text(name)])),
      sql_mode: plainMode(text("sql_mode")),
    },
    userMode: text("sql_mode"),
    defaults: {
      charset: text("charset"),
      collation: text("collation"),
      engine: text("engine"),
      lowerCaseTableNames: lowerCase === 1 || lowerCase === 2 ? lowerCase : 0,
    },
  };
}

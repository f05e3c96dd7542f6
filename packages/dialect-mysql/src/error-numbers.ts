import type { ErrorCode } from "@atlas/core";

/**
 * Numbers of errors that decide what we do, each by its name in the manual. Both families share them up to 1799; what
 * follows is marked with the one that has it.
 *
 * @see https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html
 * @see https://mariadb.com/kb/en/mariadb-error-code-reference/
 */
export const errno = {
  diskFull: 1021,
  databaseAccessDenied: 1044,
  accessDenied: 1045,
  noDatabase: 1046,
  unknownDatabase: 1049,
  serverShutdown: 1053,
  parseError: 1064,
  tooManyConnections: 1040,
  hostIsBlocked: 1129,
  hostNotPrivileged: 1130,
  tableAccessDenied: 1142,
  columnAccessDenied: 1143,
  packetTooLarge: 1153,
  tableFull: 1114,
  unknownCharset: 1115,
  unknownVariable: 1193,
  lockWaitTimeout: 1205,
  deadlock: 1213,
  specificAccessDenied: 1227,
  authNotSupported: 1251,
  collationMismatch: 1253,
  unknownCollation: 1273,
  oldPasswordFormat: 1275,
  unknownEngine: 1286,
  optionPreventsStatement: 1290,
  queryInterrupted: 1317,
  routineAccessDenied: 1370,
  routineNeedsSuper: 1419,
  noSuchUser: 1449,
  /** MariaDB: the catalog cannot tell of a table that somebody is changing. */
  tableSkipped: 1684,
  accessDeniedNoPassword: 1698,
  readOnlyTransaction: 1792,
  mustChangePassword: 1820,
  readOnlyMode: 1836,
  mustChangePasswordLogin: 1862,
  /** MariaDB. */
  connectionKilled: 1927,
  /** MariaDB: `max_statement_time`. */
  statementTimeout: 1969,
  /** MySQL: `max_execution_time`. */
  queryTimeout: 3024,
  /** MySQL. */
  accountLocked: 3118,
  /** MySQL. */
  secureTransportRequired: 3159,
  /** MySQL. */
  sessionWasKilled: 3169,
  /** MySQL: NOWAIT. */
  lockNowait: 3572,
  /** MySQL: `wait_timeout`. */
  clientInteractionTimeout: 4031,
  /** MariaDB. */
  accountIsLocked: 4151,
} as const;

/** MySQL's numbers under which MariaDB speaks of triggers and the like. */
export const mysqlAlone: ReadonlySet<number> = new Set([errno.clientInteractionTimeout]);

/** What we call an error; others are `E_SQL`. */
export const codes: ReadonlyMap<number, ErrorCode> = new Map([
  ...[errno.lockWaitTimeout, errno.lockNowait, errno.deadlock, errno.tableSkipped].map(
    (number) => [number, "E_LOCK_TIMEOUT"] as const,
  ),
  ...[errno.statementTimeout, errno.queryTimeout].map((number) => [number, "E_TIMEOUT"] as const),
  [errno.queryInterrupted, "E_CANCELLED"],
  ...[
    errno.databaseAccessDenied,
    errno.accessDenied,
    errno.tableAccessDenied,
    errno.columnAccessDenied,
    errno.specificAccessDenied,
    errno.routineAccessDenied,
    errno.routineNeedsSuper,
  ].map((number) => [number, "E_PERMISSION"] as const),
  ...[
    errno.serverShutdown,
    errno.connectionKilled,
    errno.sessionWasKilled,
    errno.clientInteractionTimeout,
  ].map((number) => [number, "E_CONNECTION_LOST"] as const),
]);

/** Of a connection that is being made: the server knows us, or wants to, and says no. */
export const authErrors: ReadonlySet<number> = new Set([
  errno.accessDenied,
  errno.accessDeniedNoPassword,
  errno.hostNotPrivileged,
  errno.authNotSupported,
  errno.oldPasswordFormat,
  errno.mustChangePassword,
  errno.mustChangePasswordLogin,
  errno.accountLocked,
  errno.accountIsLocked,
]);

const whatIsThere =
  "Other versions and flavours have others: where this is a dev database, name one like the target.";

const primaryHint =
  "The server is a replica, or set to read only: connect to the primary server, or turn off read_only.";

/** What to do when a connection was lost. */
export const lostHint =
  "Check the server's log, then run again: what became of the running statement is read from the database.";

/** What to do next, where the number tells. */
export const hints: ReadonlyMap<number, string> = new Map([
  [errno.unknownDatabase, "Create the database first, or correct its name."],
  [errno.unknownCharset, `SHOW CHARACTER SET lists what the server has. ${whatIsThere}`],
  [errno.unknownCollation, `SHOW COLLATION lists what the server has. ${whatIsThere}`],
  ...[errno.diskFull, errno.tableFull].map(
    (number) =>
      [
        number,
        "The disk of the server is full, or the tablespace may not grow: make room there, for another copy of the table where it is written anew, and run again.",
      ] as const,
  ),
  [
    errno.collationMismatch,
    "Name a collation of that character set: SHOW COLLATION WHERE Charset = '…' lists them.",
  ],
  [errno.unknownEngine, `SHOW ENGINES lists what the server has. ${whatIsThere}`],
  [
    errno.noSuchUser,
    "Create the account that DEFINER names on this server, or leave DEFINER out: then it is whoever runs the statement.",
  ],
  [
    errno.routineNeedsSuper,
    "Grant the privilege, or set log_bin_trust_function_creators on the server, and run again.",
  ],
  [
    errno.deadlock,
    "Two sessions waited for each other, and the server chose this one to give way: run again.",
  ],
  [errno.optionPreventsStatement, primaryHint],
  [errno.readOnlyMode, primaryHint],
  [errno.readOnlyTransaction, primaryHint],
  ...[
    errno.serverShutdown,
    errno.connectionKilled,
    errno.sessionWasKilled,
    errno.clientInteractionTimeout,
  ].map((number) => [number, lostHint] as const),
]);

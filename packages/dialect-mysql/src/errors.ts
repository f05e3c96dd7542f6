import { AtlasError, type ErrorCode, type ErrorOptions } from "@atlas/core";

/**
 * Numbers of errors that decide what we do, each by its name in the manual. Both families share them up to 1799; what
 * follows is marked with the one that has it.
 *
 * @see https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html
 * @see https://mariadb.com/kb/en/mariadb-error-code-reference/
 */
export const errno = {
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
  unknownCharset: 1115,
  unknownVariable: 1193,
  lockWaitTimeout: 1205,
  deadlock: 1213,
  specificAccessDenied: 1227,
  authNotSupported: 1251,
  collationMismatch: 1253,
  unknownCollation: 1273,
  unknownEngine: 1286,
  optionPreventsStatement: 1290,
  queryInterrupted: 1317,
  routineAccessDenied: 1370,
  routineNeedsSuper: 1419,
  noSuchUser: 1449,
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

const codes: ReadonlyMap<number, ErrorCode> = new Map([
  ...[errno.lockWaitTimeout, errno.lockNowait, errno.deadlock].map(
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
const authErrors: ReadonlySet<number> = new Set([
  errno.accessDenied,
  errno.accessDeniedNoPassword,
  errno.hostNotPrivileged,
  errno.authNotSupported,
  errno.mustChangePassword,
  errno.mustChangePasswordLogin,
  errno.accountLocked,
  errno.accountIsLocked,
]);

const whatIsThere =
  "Other versions and flavours have others: where this is a dev database, name one like the target.";

const primaryHint =
  "The server is a replica, or set to read only: connect to the primary server, or turn off read_only.";

const lostHint =
  "Check the server's log, then run again: what became of the running statement is read from the database.";

/** What to do next, where the number tells. */
const hints: ReadonlyMap<number, string> = new Map([
  [errno.unknownDatabase, "Create the database first, or correct its name."],
  [errno.unknownCharset, `SHOW CHARACTER SET lists what the server has. ${whatIsThere}`],
  [errno.unknownCollation, `SHOW COLLATION lists what the server has. ${whatIsThere}`],
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

/** What the server says of an error. */
interface ServerError extends Error {
  readonly errno: number;
  readonly sqlState?: string;
  readonly sqlMessage: string;
}

/** Only what came in a packet of the server has its message; errors of sockets have numbers of their own. */
function isServerError(error: unknown): error is ServerError {
  return (
    error instanceof Error &&
    "sqlMessage" in error &&
    typeof error.sqlMessage === "string" &&
    "errno" in error &&
    typeof error.errno === "number"
  );
}

/** The server's number of an error, if it comes from the server, also of one that was translated. */
export function errnoOf(error: unknown): number | undefined {
  if (isServerError(error)) return error.errno;
  const number = error instanceof AtlasError ? error.details["errno"] : undefined;
  return typeof number === "number" ? number : undefined;
}

export interface ErrorContext {
  readonly signal?: AbortSignal | undefined;
  readonly options?: ErrorOptions;
}

/** What the server or the connection said, as our own error. The message is the server's own. */
export function translateError(error: unknown, context: ErrorContext = {}): AtlasError {
  if (error instanceof AtlasError) return error;
  if (!isServerError(error)) {
    const message = error instanceof Error ? messageOf(error) : String(error);
    return new AtlasError("E_CONNECTION_LOST", `the connection to the database was lost: ${message}`, {
      ...context.options,
      cause: error,
      hint: lostHint,
    });
  }
  if (error.errno === errno.queryInterrupted && context.signal?.aborted) return cancelled(error);
  const hint = hints.get(error.errno) ?? context.options?.hint;
  return new AtlasError(codes.get(error.errno) ?? "E_SQL", error.sqlMessage, {
    ...context.options,
    details: { ...context.options?.details, ...factsOf(error) },
    ...(hint !== undefined && { hint }),
    cause: error,
  });
}

/** The same for a connection that could not be made. */
export function translateConnectError(error: unknown, target: string, signal?: AbortSignal): AtlasError {
  if (error instanceof AtlasError) return error;
  if (signal?.aborted) return cancelled(error);
  const message = error instanceof Error ? messageOf(error) : String(error);
  if (isServerError(error) && authErrors.has(error.errno)) {
    return new AtlasError("E_AUTH", message, {
      details: factsOf(error),
      hint: "Check the user and the password of the URL, and from which hosts the account may connect.",
      cause: error,
    });
  }
  const wayIn = unknownWaysIn[codeOf(error) ?? ""];
  if (wayIn !== undefined) return new AtlasError("E_AUTH", message, { hint: wayIn, cause: error });
  if (isServerError(error) && error.errno === errno.databaseAccessDenied) {
    return new AtlasError("E_PERMISSION", message, {
      details: factsOf(error),
      hint: "Grant the user privileges on the database, or correct its name in the URL.",
      cause: error,
    });
  }
  if (codeOf(error) === "ETIMEDOUT") {
    return new AtlasError("E_CONNECT", `connecting to ${target} took too long`, {
      hint: "Check the host, the port and firewalls; timeout=30s in the URL allows more.",
      cause: error,
    });
  }
  return new AtlasError("E_CONNECT", `cannot connect to ${target}: ${message}`, {
    details: isServerError(error) ? factsOf(error) : {},
    hint: connectHint(error),
    cause: error,
  });
}

/** What mysql2 and Node call errors of a connection. */
const noTls = "HANDSHAKE_NO_SSL_SUPPORT";
const tlsFailed = "HANDSHAKE_SSL_ERROR";

/** The account is known by a way of its own to say who one is. */
const unknownWaysIn: Readonly<Record<string, string>> = {
  AUTH_SWITCH_PLUGIN_ERROR:
    "Give the account a password of one of the kinds caching_sha2_password, mysql_native_password or sha256_password.",
  MYSQL_CLEAR_PASSWORD_NOT_ENABLED:
    "The account wants the password as it is (PAM, LDAP, a token of a cloud): add allowCleartextPasswords=true and tls=true to the URL.",
};

/** The server has no encryption at all, or no kind that we could agree on. */
export function refusesEncryption(error: unknown): boolean {
  const code = codeOf(error);
  return code === noTls || code === tlsFailed;
}

function connectHint(error: unknown): string {
  const number = errnoOf(error);
  if (number === errno.secureTransportRequired)
    return "The server wants encryption: add tls=true to the URL, or tls=skip-verify if its certificate cannot be checked.";
  if (number === errno.tooManyConnections)
    return "Wait until other sessions have ended, or raise max_connections on the server.";
  if (number === errno.hostIsBlocked)
    return "Run FLUSH HOSTS on the server, and find out why connecting failed.";
  if (number !== undefined) return "See what the server's log says.";
  const code = codeOf(error);
  if (code === noTls)
    return "Add tls=preferred or tls=false to the URL if the way to the server is safe without encryption.";
  if (code === tlsFailed)
    return "Name the authority that signed the server's certificate in ssl-ca; ssl-mode=VERIFY_CA passes over the name in it, and tls=skip-verify checks nothing.";
  return "Check that the server runs and that host and port of the URL are right.";
}

function factsOf(error: ServerError): Readonly<Record<string, unknown>> {
  return { errno: error.errno, ...(error.sqlState !== undefined && { sqlstate: error.sqlState }) };
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** Of a statement longer than the server takes: one that was sent would cost the connection. */
export function packetTooLarge(sizeBytes: number, limitBytes: number): AtlasError {
  const inMiB = (bytes: number): string => `${(bytes / 1_048_576).toFixed(1)} MiB`;
  return new AtlasError(
    "E_SQL",
    `the statement has ${inMiB(sizeBytes)}, and the server takes ${inMiB(limitBytes)} at most (max_allowed_packet)`,
    {
      details: { errno: errno.packetTooLarge, sizeBytes, limitBytes },
      hint: "Raise max_allowed_packet on the server (up to 1G), or split the statement.",
    },
  );
}

/** Of a statement that was to be cancelled, where the server could not be told. */
export function unstoppable(cause: unknown): AtlasError {
  return new AtlasError(
    "E_CONNECTION_LOST",
    "the work was cancelled, and the server could not be asked to stop the running statement",
    {
      hint: "It may go on: see SHOW PROCESSLIST and end it by KILL, or wait for it; then run again.",
      cause,
    },
  );
}

export function cancelled(cause: unknown): AtlasError {
  return new AtlasError("E_CANCELLED", "the work was cancelled", { cause });
}

/** Node wraps the failures of several addresses (::1, 127.0.0.1) in an error without a message. */
function messageOf(error: Error): string {
  if (isServerError(error)) return error.sqlMessage;
  if (!(error instanceof AggregateError)) return error.message || error.name;
  return error.errors.map((each) => (each instanceof Error ? each.message : String(each))).join("; ");
}

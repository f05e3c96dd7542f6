import { AtlasError, type ErrorOptions } from "@atlas/core";
import { authErrors, codes, errno, hints, lostHint, mysqlAlone } from "./error-numbers.ts";
import type { Flavour } from "./flavour.ts";

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
  /** Some numbers mean different things to different flavours. Default: `mysql`. */
  readonly flavour?: Flavour | undefined;
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
  const isOfMysqlAlone = context.flavour === "mariadb" && mysqlAlone.has(error.errno);
  const hint = (isOfMysqlAlone ? undefined : hints.get(error.errno)) ?? context.options?.hint;
  const code = isOfMysqlAlone ? undefined : codes.get(error.errno);
  return new AtlasError(code ?? "E_SQL", error.sqlMessage, {
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
    "Give the account a password of one of the kinds caching_sha2_password, mysql_native_password, sha256_password or ed25519.",
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
  return new AtlasError(
    "E_SQL",
    `the statement has ${sizeBytes} bytes, and the server takes less than ${limitBytes} (max_allowed_packet)`,
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

import { AtlasError, type ErrorCode, type ErrorOptions } from "@atlas/core";
import { DatabaseError } from "pg";

/** SQLSTATE codes that decide what we do, each with its name in the manual's appendix A. */
export const sqlState = {
  activeSqlTransaction: "25001",
  dependentObjects: "2BP01",
  unsafeNewEnumValue: "55P04",
  lockNotAvailable: "55P03",
  queryCanceled: "57014",
  insufficientPrivilege: "42501",
  readOnlySqlTransaction: "25006",
} as const;

/** The server's code of an error, if it comes from the server. */
export function sqlStateOf(error: unknown): string | undefined {
  return error instanceof DatabaseError ? error.code : undefined;
}

export interface ErrorContext {
  readonly signal?: AbortSignal | undefined;
  /** Whether the session limits how long a statement may run. */
  readonly limited?: boolean;
  readonly options?: ErrorOptions;
}

/** What the server or the connection said, as our own error. The message is the server's own. */
export function translateError(error: unknown, context: ErrorContext = {}): AtlasError {
  if (error instanceof AtlasError) return error;
  if (!(error instanceof DatabaseError)) {
    if (context.signal?.aborted) return cancelled(error);
    const message = error instanceof Error ? error.message : String(error);
    return new AtlasError("E_CONNECTION_LOST", `the connection to the database was lost: ${message}`, {
      ...context.options,
      cause: error,
      hint: "Check the database's log, then run again: what was not committed is undone.",
    });
  }
  const state = error.code ?? "";
  if (state === sqlState.queryCanceled && context.signal?.aborted) return cancelled(error);
  const isLost = endsSession(state, error.severity);
  const told = [error.hint, error.detail].filter((text) => text !== undefined && text !== "").join(" ");
  const own =
    state === sqlState.dependentObjects && /^role .* cannot be dropped/.test(error.message)
      ? "It owns something or may do something, here or in another database of this server. Connect to each, let another role have what it owns (REASSIGN OWNED BY … TO …) and take its privileges away (DROP OWNED BY …); or leave the role alone: --exclude 'name[type=role]'."
      : state === sqlState.readOnlySqlTransaction
        ? "The server is a read-only replica, or the session is set to read only: connect to the primary server."
        : isLost
          ? "Check the database's log, then run again: what was not committed is undone."
          : state.startsWith("08")
            ? "It is this server that cannot reach another one, which a foreign table or a function names. A materialized view over foreign tables can be declared WITH NO DATA."
            : context.options?.hint;
  const hint =
    told === ""
      ? own
      : (state === sqlState.dependentObjects || state.startsWith("08")) && own !== undefined
        ? `${told} ${own}`
        : told;
  const code = isLost ? "E_CONNECTION_LOST" : codeOf(state, context.limited ?? false);
  return new AtlasError(code, error.message, {
    ...context.options,
    details: { ...context.options?.details, sqlstate: state },
    ...(hint !== undefined && { hint }),
    cause: error,
  });
}

/** The same for a connection that could not be made. */
export function translateConnectError(error: unknown, target: string, signal?: AbortSignal): AtlasError {
  if (error instanceof AtlasError) return error;
  if (signal?.aborted) return cancelled(error);
  const message = error instanceof Error ? error.message || causeOf(error) : String(error);
  const state = sqlStateOf(error);
  if (state === "28P01" || state === "28000") {
    return new AtlasError("E_AUTH", message, {
      details: { sqlstate: state },
      hint: "Check the user and the password of the URL, and the server's pg_hba.conf.",
      cause: error,
    });
  }
  if (message === "timeout expired") {
    return new AtlasError("E_CONNECT", `connecting to ${target} took too long`, {
      hint: "Check the host, the port and firewalls; connect_timeout in the URL allows more seconds.",
      cause: error,
    });
  }
  return new AtlasError("E_CONNECT", `cannot connect to ${target}: ${message}`, {
    details: state === undefined ? {} : { sqlstate: state },
    hint: connectHint(state, message),
    cause: error,
  });
}

function connectHint(state: string | undefined, message: string): string {
  if (state === "3D000") return "Create the database first, or correct its name in the URL.";
  if (message.includes("does not support SSL"))
    return "Add sslmode=disable to the URL if the way to the server is safe without encryption.";
  if (/certificate|altnames|self-signed/i.test(message))
    return "Name the authority that signed the server's certificate in sslrootcert.";
  return "Check that the server runs and that host and port of the URL are right.";
}

function codeOf(state: string, limited: boolean): ErrorCode {
  if (state === sqlState.lockNotAvailable) return "E_LOCK_TIMEOUT";
  // The message that tells a timeout from a request of another session is in the server's language.
  if (state === sqlState.queryCanceled) return limited ? "E_TIMEOUT" : "E_CANCELLED";
  if (state === sqlState.insufficientPrivilege) return "E_PERMISSION";
  return "E_SQL";
}

/**
 * Whether an error means that the session is over. Class 08 is also what a server says that could not reach another one
 * itself (postgres_fdw, dblink): that is an error like any other, and the session goes on.
 *
 * @param severity - in the server's language; in any but English class 08 counts as the end.
 */
function endsSession(state: string, severity: string | undefined): boolean {
  return /^57P0[1-5]$/.test(state) || (state.startsWith("08") && severity !== "ERROR");
}

function cancelled(cause: unknown): AtlasError {
  return new AtlasError("E_CANCELLED", "the work was cancelled", { cause });
}

/** Node wraps the failures of several addresses (::1, 127.0.0.1) in an error without a message. */
function causeOf(error: Error): string {
  if (!(error instanceof AggregateError)) return error.name;
  return error.errors.map((each) => (each instanceof Error ? each.message : String(each))).join("; ");
}

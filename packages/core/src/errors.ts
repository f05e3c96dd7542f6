/**
 * Every error code there is, each with the title its row in `docs/errors.md` carries.
 *
 * A code is permanent: it may stop being used, it never changes its meaning.
 */
export const errorCodes = {
  E_APPLY: "A statement of the plan failed",
  E_CANCELLED: "The work was cancelled",
  E_CHECK: "A check that runs before a migration does not hold",
  E_CHECKSUM: "A migration directory and its atlas.sum do not agree",
  E_CONNECT: "The database could not be reached",
  E_CONNECTION_LOST: "The connection to the database was lost",
  E_AUTH: "The database refused the user or the password",
  E_COVERAGE: "Something is not managed, and everything was to be",
  E_DEV_DIRTY: "The dev database is not empty",
  E_DEV_TARGET: "The dev database is the database that is to be read or changed",
  E_DEV_UNAVAILABLE: "No dev database could be started",
  E_DEV_VERSION: "The dev database has another version or flavour than the target",
  E_DIRECTORY: "A migration directory could not be used",
  E_DRIFT: "The database changed since the plan was made",
  E_EXCLUDE: "An exclude pattern is malformed",
  E_FLAG: "A flag or argument is missing or wrong",
  E_FORMAT: "The output format is not understood",
  E_HCL: "An HCL text is malformed",
  E_INPUT: "A referenced input is missing or malformed",
  E_INTERNAL: "Something happened that we did not foresee",
  E_KUBE_API: "The Kubernetes API refused a request or did not answer",
  E_LOCK_TIMEOUT: "Another session held the lock for too long",
  E_MANIFEST: "A resource is malformed",
  E_MIGRATE: "Migration files cannot be run on this database as it is",
  E_PERMISSION: "The database denied permission",
  E_PLAN_CYCLE: "The changes depend on each other in a circle",
  E_POLICY: "A policy forbids the change",
  E_PROJECT: "A project file could not be used",
  E_PROOF: "The plan does not lead to the desired state",
  E_READ: "A value in the catalog is not understood",
  E_SCOPE: "The two sides do not have the same scope",
  E_SOURCE: "The desired state could not be read",
  E_SQL: "The database refused a statement of the schema",
  E_TIMEOUT: "A statement took longer than allowed",
  E_UNSUPPORTED_CHANGE: "The database has no way to make this change",
  E_URL: "A URL is malformed or not supported",
} as const;

/** A permanent code; nobody decides by reading a message. */
export type ErrorCode = keyof typeof errorCodes;

/** A position in a source text; lines and columns start at 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface ErrorOptions {
  /** Facts for programs; never a secret. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** What to do next, as a full sentence. */
  readonly hint?: string;
  readonly place?: Place;
  readonly cause?: unknown;
}

/**
 * What stops us. What we merely find in a schema is a `Finding`, not an error.
 *
 * The message is one sentence without the code, the place and the hint: whoever shows it adds them.
 */
export class AtlasError extends Error {
  override readonly name: string = "AtlasError";
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;
  readonly hint: string | undefined;
  readonly place: Place | undefined;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
    this.hint = options.hint;
    this.place = options.place;
  }
}

/** The error as an `AtlasError`; anything unforeseen becomes `E_INTERNAL` with the original as its cause. */
export function asAtlasError(error: unknown): AtlasError {
  if (error instanceof AtlasError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new AtlasError("E_INTERNAL", message, {
    cause: error,
    hint: "This is a defect of ours: please report it with the command and its output.",
  });
}

/** Throws `E_CANCELLED` once the signal has been aborted. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted)
    throw new AtlasError("E_CANCELLED", "the work was cancelled", { cause: signal.reason });
}

import { AtlasError, type ErrorCode, type ErrorOptions } from "@atlas/core";

/** @see https://www.sqlite.org/rescode.html */
const primaryCodes: Readonly<Record<number, { readonly code: ErrorCode; readonly hint: string }>> = {
  3: { code: "E_PERMISSION", hint: "Check the permissions of the file and its directory." },
  5: {
    code: "E_LOCK_TIMEOUT",
    hint: "Another process uses the database: wait for it or end it, or allow more time with --lock-timeout.",
  },
  6: {
    code: "E_LOCK_TIMEOUT",
    hint: "Another connection uses the table: wait for it or end it, and run again.",
  },
  8: {
    code: "E_PERMISSION",
    hint: "Check that the file and its directory can be written, and that the URL has no mode=ro.",
  },
  10: { code: "E_CONNECTION_LOST", hint: "Check the disk that holds the file." },
  14: {
    code: "E_CONNECT",
    hint: "Check that the path is a file in a folder that exists and can be written.",
  },
  11: {
    code: "E_READ",
    hint: "The file is damaged: restore it from a backup, or rescue it with the recover command of the sqlite3 shell.",
  },
  13: { code: "E_CONNECTION_LOST", hint: "Free space on the disk that holds the file, and run again." },
  23: { code: "E_PERMISSION", hint: "Check the permissions of the file." },
  26: { code: "E_CONNECT", hint: "The file exists and is no SQLite database; check the path." },
};

/** Whether another connection stood in the way, so that trying again helps. */
export function isBusy(error: unknown): boolean {
  const code = resultCode(error);
  return code === 5 || code === 6;
}

/** SQLite's error in its own words. @param otherwise - the code of a statement that SQLite refused. */
export function sqliteError(error: unknown, otherwise: ErrorCode, options: ErrorOptions = {}): AtlasError {
  if (error instanceof AtlasError) return error;
  const known = primaryCodes[resultCode(error) ?? -1];
  const message = error instanceof Error ? error.message : String(error);
  return new AtlasError(known?.code ?? otherwise, message, {
    ...options,
    ...(known && { hint: known.hint }),
    cause: error,
  });
}

/** The primary result code: the low byte of the extended one. */
function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number")
    return undefined;
  return error.errcode & 0xff;
}

import type { Revision } from "@atlas/core";

/** Of a row of the revisions table: what each family writes in its own way, as expressions. */
export interface OwnRevisionValues {
  readonly executedAt: string;
  readonly executionTime: string;
  /** @param error - the error as an expression. */
  readonly error?: (error: string) => string;
}

/**
 * The expressions of a row of the revisions table, in the order of its columns.
 *
 * @param text - writes a literal.
 */
export function revisionValues(
  revision: Revision,
  text: (value: string) => string,
  own: OwnRevisionValues,
): string {
  const textOrNull = (value: string): string => (value === "" ? "NULL" : text(value));
  const error = textOrNull(revision.error);
  return [
    text(revision.version),
    text(revision.description),
    String(revision.type),
    String(revision.applied),
    String(revision.total),
    own.executedAt,
    own.executionTime,
    own.error?.(error) ?? error,
    textOrNull(revision.errorStmt),
    text(revision.hash),
    textOrNull(revision.partialHashes.length === 0 ? "" : JSON.stringify(revision.partialHashes)),
    text(revision.operatorVersion),
  ].join(", ");
}

import { AtlasError, nearest, type Revision, revisionTypes } from "@atlas/core";

export interface RevertedRows {
  /** The newest first. */
  readonly reverted: readonly Revision[];
  /** What stays, by version. */
  readonly left: readonly Revision[];
}

/**
 * The rows that are to go. What was there before a baseline was made by nobody we know of, and stays.
 *
 * @param rows - by version.
 * @throws {AtlasError} `E_MIGRATE` for a version that cannot be left.
 */
export function revertedRows(
  rows: readonly Revision[],
  wanted: { readonly amount?: number | undefined; readonly toVersion?: string | undefined },
): RevertedRows {
  const floor = rows.findLastIndex(({ type }) => (type & revisionTypes.baseline) !== 0) + 1;
  const from =
    wanted.toVersion === undefined
      ? Math.max(floor, rows.length - (wanted.amount ?? 1))
      : behind(rows, wanted.toVersion, floor);
  return { reverted: rows.slice(from).toReversed(), left: rows.slice(0, from) };
}

function behind(rows: readonly Revision[], version: string, floor: number): number {
  const at = rows.findIndex((row) => row.version === version);
  if (at < 0 && version !== "0") {
    const near = nearest(
      version,
      rows.map((row) => row.version),
    );
    const advice = near === undefined ? "" : ` Did you mean ${JSON.stringify(near)}?`;
    throw new AtlasError(
      "E_MIGRATE",
      `sql/migrate: version ${JSON.stringify(version)} is not applied.${advice}`,
      { hint: "Name a version that 'atlas migrate status' shows as applied, or 0 to take everything back." },
    );
  }
  if (at + 1 < floor)
    throw new AtlasError(
      "E_MIGRATE",
      `sql/migrate: cannot go below the baseline ${JSON.stringify(rows[floor - 1]?.version)}`,
      { hint: "What was there before the baseline was not made by migration files, and is not taken back." },
    );
  return at + 1;
}

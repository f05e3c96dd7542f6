import { AtlasError, type Revision, revisionTypes } from "@atlas/core";

/** How far the taking back of a file came, as its row tells. */
export interface DownMark {
  /** What takes the file back: its own words, or a plan that was computed. */
  readonly source: "file" | "diff";
  /** Index of the statement that it stopped at, among all that take the file back. */
  readonly at: number;
  readonly of: number;
  /** How many statements of the file itself were applied before any of them was taken back. */
  readonly applied: number;
  /** `running`: whether that statement was run is not known; `stopped`: it was not. */
  readonly state: "running" | "stopped";
  /** Behind the mark: the trace in the catalog before the statement, or the words of the server. */
  readonly text: string;
}

const pattern =
  /^migrate down (was running|stopped at) statement (\d+) of (\d+) of (its down file|a computed plan) \((\d+) applied before\): /;

/**
 * The row of a file that is being taken back: people read it where a run ended meanwhile, and the next run of
 * `migrate down` goes by it. The file is one in part from here on, so that nobody takes it for applied.
 */
export function marked(revision: Revision, mark: Omit<DownMark, "text">, statement: string): Revision {
  const total = Math.max(revision.total, 1);
  const words = mark.state === "running" ? "was running" : "stopped at";
  const source = mark.source === "file" ? "its down file" : "a computed plan";
  return {
    ...revision,
    type: revisionTypes.execute,
    total,
    applied: Math.min(revision.applied, total - 1),
    error: `migrate down ${words} statement ${mark.at + 1} of ${mark.of} of ${source} (${mark.applied} applied before): `,
    errorStmt: statement,
  };
}

/** `undefined`: the row is not one of a file that is being taken back. */
export function markOf({ error }: Revision): DownMark | undefined {
  const found = pattern.exec(error);
  if (!found) return undefined;
  return {
    state: found[1] === "was running" ? "running" : "stopped",
    at: Number(found[2]) - 1,
    of: Number(found[3]),
    source: found[4] === "its down file" ? "file" : "diff",
    applied: Number(found[5]),
    text: error.slice(found[0].length),
  };
}

/**
 * Makes sure that nobody runs a file forward that is half taken back.
 *
 * @throws {AtlasError} `E_MIGRATE` naming its version.
 */
export function assertNotTakenBack(revision: Revision): void {
  const mark = markOf(revision);
  if (!mark) return;
  throw new AtlasError(
    "E_MIGRATE",
    `sql/migrate: version ${JSON.stringify(revision.version)} is being taken back: migrate down ended at statement ${mark.at + 1} of ${mark.of}`,
    {
      details: { version: revision.version, statement: revision.errorStmt },
      hint: "Let it finish with 'atlas migrate down', which goes on where it ended; then apply again.",
    },
  );
}

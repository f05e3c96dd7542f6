import { AtlasError, describeRef, type Dialect, type Ref, type Rename, type State } from "@atlas/core";
import { describeChanges, diffStates, settleRenames } from "@atlas/engine";
import type { Lost } from "./losses.ts";
import { type Restricted, restricted, type Shared } from "./restricted.ts";
import { renamesBack } from "./written-renames.ts";

/** What files lead to with a step and without it. */
interface Step {
  readonly before: State;
  readonly after: State;
}

/** How a step is taken back in a database that others have changed, too. */
export interface TakenBack extends Restricted {
  readonly renames: readonly Rename[];
  /** What somebody made in what the step changed, and what stays. */
  readonly leftAlone: readonly string[];
}

/**
 * @param texts - the statements of the step, which may say what they rename.
 * @throws {AtlasError} `E_MIGRATE` naming what somebody did and what would be lost.
 */
export async function takenBack(
  dialect: Dialect,
  live: State,
  step: Step,
  texts: readonly string[],
): Promise<TakenBack> {
  const { before, after } = step;
  const hints = renamesBack(texts, dialect.syntax);
  const { renames } =
    hints.length === 0
      ? { renames: [] }
      : await settleRenames(dialect, before, after, { policy: { skip: [] }, hints });
  const result = restricted(dialect, live, before, after, renames);
  const conflicts = result.shared.flatMap((shared) => conflictsOf(dialect, step, shared));
  const expected = new Set(changesBetween(dialect, before, after));
  const others = changesBetween(dialect, result.from, result.to).filter((change) => !expected.has(change));
  assertNothingLost([...new Set([...conflicts, ...others])]);
  return { ...result, renames, leftAlone: leftAloneOf(dialect, step, result.shared) };
}

/** Whether a column that is gone under its name is there under another one, in a table that may have another one, too. */
export function isRenamed({ schema, table, column }: Lost, renames: readonly Rename[]): boolean {
  return renames.some(({ from }) =>
    column === undefined
      ? from.kind === "table" && from.schema === schema && from.name === table
      : from.kind === "column" && from.schema === schema && from.table === table && from.name === column,
  );
}

function assertNothingLost(changes: readonly string[]): void {
  if (changes.length === 0) return;
  throw new AtlasError(
    "E_MIGRATE",
    `sql/migrate: cannot revert: the database is not as its revisions made it, and this would change as well: ${changes.join(", ")}`,
    {
      details: { changes },
      hint: "Nothing was changed. See 'atlas migrate drift'; bring the database back to what its files say, or write how the file is taken back into it.",
    },
  );
}

/** In words of changes where these tell, else by the object. */
function conflictsOf(
  dialect: Dialect,
  { before }: Step,
  { live, before: own, conflicts }: Shared,
): readonly string[] {
  if (conflicts.length === 0) return [];
  const names = new Set(conflicts);
  const { objects } = diffStates(
    dialect,
    { ...before, objects: [live] },
    { ...before, objects: [own] },
    { policy: { skip: [] } },
  );
  const changes = objects.flatMap(({ changes: each }) => each);
  const named = changes.filter(({ subject }) => names.has(subject.name));
  return (named.length > 0 ? named : changes).map(({ kind, subject }) => `${kind} ${describeRef(subject)}`);
}

/** What is in an object besides what the step made there. */
function leftAloneOf(dialect: Dialect, { before }: Step, shared: readonly Shared[]): readonly string[] {
  const subjects = shared.flatMap(({ live, before: own, after }) =>
    diffStates(
      dialect,
      { ...before, objects: [live] },
      { ...before, objects: [own] },
      { policy: { skip: [] } },
    ).objects.flatMap(({ changes }) =>
      changes.map(({ subject }) => underName(subject, live.name, after.name)),
    ),
  );
  return [...new Set(subjects.map(describeRef))].toSorted();
}

/** A subject as it is called once its object has another name. */
function underName(subject: Ref, from: string, to: string): Ref {
  if (subject.table === from) return { ...subject, table: to };
  return subject.table === undefined && subject.name === from ? { ...subject, name: to } : subject;
}

function changesBetween(dialect: Dialect, from: State, to: State): readonly string[] {
  return describeChanges(diffStates(dialect, from, to, { policy: { skip: [] } }));
}

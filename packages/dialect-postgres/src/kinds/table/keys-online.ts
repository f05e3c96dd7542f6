import type { StepSource } from "@atlas/core";
import { ident } from "../../text.ts";
import type { PartChange } from "./changes.ts";
import { constraintNeeds, dropConstraint } from "./constraints.ts";
import { equal } from "./equal.ts";
import { canStandOnIndex, gentlenessOf } from "./gentle.ts";
import { createIndexStep, restoreIndex } from "./index-steps.ts";
import { deferrableSql } from "./keys.ts";
import { type Index, type Key, partRef, type Table } from "./model.ts";
import { generatedName } from "./names.ts";
import type { Clause } from "./step.ts";
import type { Tables, Work } from "./work.ts";

/** The index below a constraint, as it would stand by itself. */
export function indexOfKey(key: Key, name: string): Index {
  return {
    kind: "index",
    name,
    unique: true,
    method: "btree",
    parts: key.columns.map((column) => ({ column, descending: false, nullsFirst: false })),
    include: key.include,
    nullsNotDistinct: key.nullsNotDistinct,
    options: key.options,
    statistics: [],
    invalid: false,
    uses: [],
    reads: [],
  };
}

/** Whether an index is all that a constraint needs of one. */
export function servesKey(index: Index, key: Key): boolean {
  return equal(index, indexOfKey(key, index.name), ["comment", "statistics"]);
}

/**
 * Unique indexes that are to go and that a constraint which comes can take over: of its own name, or one that an
 * interrupted run made for it.
 */
export function adoptions(
  changes: readonly PartChange[],
  { to, droppedColumns, context }: Omit<Tables, "adopted">,
): ReadonlyMap<string, Index> {
  const dropped = changes.flatMap((change) =>
    change.kind === "drop_index" && change.from.kind === "index" ? [change.from] : [],
  );
  const found = new Map<string, Index>();
  const { online } = gentlenessOf(context.policy);
  for (const change of changes) {
    const key = comingKey(change);
    if (!key || !canStandOnIndex(to, key)) continue;
    const own = change.kind === "modify_index" && change.from.kind === "index" ? [change.from] : [];
    const index = [...own, ...dropped].find(
      (candidate) =>
        servesKey(candidate, key) &&
        (candidate.name === key.name || (online && candidate.name === temporaryName(to, key))) &&
        !key.columns.some((name) => droppedColumns.has(name)),
    );
    if (index) found.set(key.name, index);
  }
  return found;
}

/** The key that a change adds, or makes anew. */
function comingKey(change: PartChange): Key | undefined {
  if (change.kind === "add_primary_key") return change.to;
  if (change.kind === "add_index") return change.to.kind === "unique" ? change.to : undefined;
  if (change.kind === "modify_primary_key" && change.rebuild) return change.to;
  return change.kind === "modify_index" && change.rebuild && change.to.kind === "unique"
    ? change.to
    : undefined;
}

/** Of the index that is built while a constraint of the same name is still there. */
function temporaryName(table: Table, key: Key): string {
  return generatedName(table.name, key.columns.join("_"), key.kind === "unique" ? "key_new" : "pkey_new");
}

/** A constraint takes over an index that is there, instead of another constraint or as one more. */
export function adoptIndex(
  key: Key,
  index: Index,
  previous: Key | undefined,
  source: StepSource,
  { from, to }: Tables,
  work: Work,
): void {
  if (previous) work.indexKeys.push(dropConstraint(from, previous, source));
  work.indexKeys.push({
    ...standOn(to, key, index.name, source),
    undoAfter: restoreIndex(to, index, source, { concurrently: true }),
    drops: [partRef(to, index)],
  });
}

/**
 * Builds the index of a constraint while others write, and gives it to the constraint.
 *
 * @param previous - the constraint of that name that it replaces in the same moment.
 * @see https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT-USING-INDEX
 */
export function addKeyOnline(
  key: Key,
  previous: Key | undefined,
  source: StepSource,
  { from, to }: Tables,
  work: Work,
): void {
  const index = indexOfKey(key, previous ? temporaryName(to, key) : key.name);
  work.keyIndexes.push(createIndexStep(to, index, source, "existing", { concurrently: true }));
  if (previous) work.indexKeys.push(dropConstraint(from, previous, source));
  work.indexKeys.push(standOn(to, key, index.name, source));
}

function standOn(table: Table, key: Key, index: string, source: StepSource): Clause {
  const kind = key.kind === "unique" ? "UNIQUE" : "PRIMARY KEY";
  return {
    sql: `ADD CONSTRAINT ${ident(key.name)} ${kind} USING INDEX ${ident(index)}${deferrableSql(key.deferrable)}`,
    undo: `DROP CONSTRAINT ${ident(key.name)}`,
    source,
    blocks: "everything",
    creates: [partRef(table, key)],
    needs: constraintNeeds(table, key),
  };
}

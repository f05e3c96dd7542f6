import type { Policy, StepsContext } from "@atlas/core";
import type { Column, ForeignKey, Key, Table } from "./model.ts";
import { findTable, majorOf } from "./states.ts";

/** Where a policy wants statements that hold nobody up for long. */
export interface Gentleness {
  readonly createIndexes: boolean;
  readonly dropIndexes: boolean;
  readonly notNull: boolean;
  /** All that has such a form. */
  readonly online: boolean;
}

export function gentlenessOf(policy: Policy | undefined): Gentleness {
  const online = policy?.online === true;
  return {
    createIndexes: policy?.concurrentIndex?.create ?? online,
    dropIndexes: policy?.concurrentIndex?.drop ?? online,
    notNull: policy?.notNull?.lockSafe ?? online,
    online,
  };
}

/**
 * Whether a foreign key can be added without a look at the rows, which is taken later. Before PostgreSQL 18 a
 * partitioned table can have no such key, and of one that points to a partitioned table the keys to its partitions
 * stay unvalidated for good.
 *
 * @see https://www.postgresql.org/docs/17/sql-altertable.html#SQL-ALTERTABLE-NOTES
 */
export function canWaitForValidation(table: Table, key: ForeignKey, context: StepsContext): boolean {
  const isPartitioned = [table, findTable(context.to, key.references)].some((one) => one?.partitionKey);
  return !isPartitioned || majorOf(context.from) >= 18;
}

/** Whether a key can take over an index that is there already. */
export function canStandOnIndex(table: Table, key: Key): boolean {
  return table.partitionKey === undefined && !key.withoutOverlaps;
}

/** Whether it says something of rows that are there. */
export function looksAtRows(part: Pick<ForeignKey, "notValid" | "notEnforced">): boolean {
  return !part.notValid && !part.notEnforced;
}

/** Whether rows have to be read for a column that stops taking NULL. An identity column must not wait for that. */
export function becomesNotNull(from: Column, to: Column): boolean {
  return !from.notNull && to.notNull && !to.notNullNotValid && (!to.identity || from.identity !== undefined);
}

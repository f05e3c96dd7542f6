import type { DraftStep, Ref, StepsContext } from "@atlas/core";
import type { Index, Table } from "./model.ts";
import type { Clause } from "./step.ts";

/** Everything that the changes of one table ask for, by its place among the statements. */
export interface Work {
  readonly before: DraftStep[];
  readonly indexDrops: DraftStep[];
  readonly keyDrops: Clause[];
  readonly drops: Clause[];
  /** Drops of generated columns, before the columns that they read. */
  readonly computedDrops: Clause[];
  readonly clauses: Clause[];
  /** Generated columns, after the columns that they read. */
  readonly computedAdds: Clause[];
  readonly keyAdds: Clause[];
  readonly indexCreates: DraftStep[];
  readonly after: DraftStep[];
  /** What makes columns NOT NULL after a look at the rows that holds nobody up. */
  readonly notNulls: DraftStep[];
  /** Indexes that constraints will stand on. */
  readonly keyIndexes: DraftStep[];
  /** Constraints that take over an index. */
  readonly indexKeys: Clause[];
  /** Constraints whose rows are looked at in the end, each by itself. */
  readonly validations: Clause[];
  readonly comments: DraftStep[];
  /** Statements that bring back what went with a dropped column. */
  readonly undoLater: string[];
  /** What a foreign key that goes with its column no longer holds on to. */
  readonly released: Ref[];
  /** Names of indexes that were made anew. */
  readonly rebuilt: Set<string>;
}

export function noWork(): Work {
  return {
    before: [],
    indexDrops: [],
    keyDrops: [],
    drops: [],
    computedDrops: [],
    clauses: [],
    computedAdds: [],
    keyAdds: [],
    indexCreates: [],
    after: [],
    notNulls: [],
    keyIndexes: [],
    indexKeys: [],
    validations: [],
    comments: [],
    undoLater: [],
    released: [],
    rebuilt: new Set(),
  };
}

/** What the steps of one table depend on. */
export interface Tables {
  readonly from: Table;
  readonly to: Table;
  readonly droppedColumns: ReadonlySet<string>;
  /** The table stands in a circle: its foreign keys go by themselves, before anything else. */
  readonly isDetached: boolean;
  /** Present indexes that constraints take over, by the names of the constraints. */
  readonly adopted: ReadonlyMap<string, Index>;
  readonly context: StepsContext;
}

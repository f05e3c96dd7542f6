import type { ObjectClass } from "./mode.ts";
import type { Ref, Scope, UnmanagedObject } from "./state.ts";

/**
 * What other sessions cannot do while a statement runs:
 * `ddl` – other schema changes and vacuum; `writes` – also inserts, updates and deletes;
 * `everything` – also reads.
 */
export type Blocks = "nothing" | "ddl" | "writes" | "everything";

/** Where a step came from, in a form that can be stored and shown. */
export interface StepSource {
  /** A change kind, such as `drop_column`. */
  readonly change: string;
  readonly subject: Ref;
}

/** One statement and its safety facts. */
export interface Step {
  /** Without the closing delimiter. */
  readonly sql: string;
  /** What it does, in lower case: `create "users" table`. */
  readonly comment: string;
  readonly sources: readonly StepSource[];
  readonly blocks: Blocks;
  /** The server writes the whole table anew: its time and disk space grow with the table. */
  readonly rewrites: boolean;
  /** The server reads the whole table while it blocks others. */
  readonly scans: boolean;
  /** Rows or values are gone afterwards and no undo brings them back. */
  readonly losesData: boolean;
  /** What would be lost, for people: `column "users.bio"`. Empty exactly when `losesData` is false. */
  readonly loses: readonly string[];
  /** Whether a transaction can hold it. */
  readonly transactional: boolean;
  /** Later steps can use what it makes only after a commit (a new enum value of PostgreSQL). */
  readonly commitAfter: boolean;
  /** A transaction of its own holds it: it takes long, and the locks of other steps would last as long. Default: no. */
  readonly apart?: true;
  /** How the server makes the change, where it has several ways. Absent: there is but one. */
  readonly algorithm?: AlterAlgorithm;
  /** Settings of `diff` under which what takes long here would hold nobody up: `concurrent_index`, `online`. */
  readonly avoidedBy?: readonly string[];
  /** What a person should know besides, such as why a setting could not be followed. */
  readonly remarks?: readonly string[];
  /** The table whose size tells how long it takes; absent when no existing table is touched. */
  readonly table?: Ref;
  /**
   * What is away from this step until a later one makes it again, such as a policy around the change of a column
   * that it reads. One transaction holds both, so no other session sees its table without it.
   */
  readonly suspends?: Ref;
  /** It speaks of what a dev database does not have, such as roles: a proof leaves it out. */
  readonly unprovable?: true;
  /** It holds semicolons of its own, as bodies of routines do: a file needs another delimiter around it. */
  readonly compound?: true;
  /** Statements that bring the definition back; empty: there are none. */
  readonly undo: readonly string[];
}

/** A change that was left out of the plan, named so that nobody believes it was made. */
export interface SkippedChange {
  readonly change: string;
  readonly subject: Ref;
  /** What would have gone or broken with it, by kind and name; absent: a policy asked for it. */
  readonly neededBy?: string;
}

/**
 * Something that a plan says nothing about because it is not managed: `present` – exists and is left alone;
 * `desired` – is declared and not created; `both` – is not compared.
 */
export interface UnmanagedInPlan extends Pick<UnmanagedObject, "kind" | "schema" | "name" | "isTrait"> {
  readonly side: "present" | "desired" | "both";
  /** It differs, and is left alone because this class of objects is not managed. */
  readonly mode?: ObjectClass;
  /** What differs, as people say it: `3 grants on table orders`. There with `mode`. */
  readonly difference?: string;
}

/** Ordered steps from one state to another. Plain data: it survives `JSON.stringify`. */
export interface Plan {
  readonly formatVersion: 1;
  readonly dialect: string;
  readonly scope: Scope;
  /** The state it starts from: it is refused anywhere else. */
  readonly from: string;
  /** The state it ends in, unless a policy skipped something. */
  readonly to: string;
  readonly steps: readonly Step[];
  readonly skipped: readonly SkippedChange[];
  /** What exists in either state and is not managed, by kind and name. */
  readonly unmanaged: readonly UnmanagedInPlan[];
}

/** How a server changes a table, in the words of MySQL: `ALGORITHM` and `LOCK`. */
export interface AlterAlgorithm {
  /** `INSTANT` touches the catalog alone, `INPLACE` builds what is new beside the table, `COPY` writes it anew. */
  readonly name: "INSTANT" | "INPLACE" | "COPY";
  /** What others cannot do meanwhile: nothing, write, or anything. */
  readonly lock: "NONE" | "SHARED" | "EXCLUSIVE";
}

export type StepStatus = "applied" | "not_applied" | "in_doubt";

export interface StepResult {
  readonly step: number;
  readonly status: StepStatus;
  readonly durationMs: number;
}

/** What became of each step of a plan. */
export interface Report {
  readonly steps: readonly StepResult[];
  readonly error?: { readonly code: string; readonly step?: number; readonly message: string };
}

export function isTransactional(plan: Plan): boolean {
  return plan.steps.every((step) => step.transactional);
}

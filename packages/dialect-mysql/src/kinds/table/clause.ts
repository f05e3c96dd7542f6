import type { Ref, StepsContext, StepSource } from "@atlas/core";
import type { Server } from "../../flavour.ts";
import type { Deed } from "./algorithm.ts";
import type { Table } from "./model.ts";

/** What the steps of one table depend on. */
export interface Work {
  readonly from: Table;
  readonly to: Table;
  readonly server: Server;
  readonly context: StepsContext;
}

/**
 * When a clause may run, if not all run at once:
 * `first` – a drop of what comes back under its name, always in a statement before all others;
 * then what is dropped, virtual columns that go, everything else, virtual columns that come, indexes,
 * what the server looks at all rows for, and how the rows are spread over partitions.
 */
export const stages = [
  "first",
  "drop",
  "drop_virtual",
  "change",
  "add_virtual",
  "index",
  "constraint",
  "partition",
] as const;
export type Stage = (typeof stages)[number];

/** One action of an ALTER TABLE with its facts; several share a statement. */
export interface Clause {
  readonly sql: string;
  /** The action that takes it back; absent: there is none. */
  readonly undo?: string;
  readonly source: StepSource;
  readonly stage: Stage;
  /** What the server does for it; nothing: it comes for free with what it is glued to. */
  readonly deeds: readonly Deed[];
  /** Clauses with one text stand in one statement, as the server refuses either alone. */
  readonly glue?: string;
  /** It needs what another statement did: none holds both. */
  readonly alone?: true;
  /** The server refuses it in a statement that copies the table. */
  readonly neverCopied?: true;
  /** It reads all rows to see whether they are as they should be, or to build what is new. */
  readonly scans?: true;
  /** See `Step.loses`. */
  readonly loses?: readonly string[];
  /** See `Step.remarks`. */
  readonly remarks?: readonly string[];
  readonly creates?: readonly Ref[];
  readonly drops?: readonly Ref[];
  readonly needs?: readonly Ref[];
  readonly releases?: readonly Ref[];
  /** On TiDB, which makes one change at a time: its place among the others. Default: 4. */
  readonly rank?: 1 | 2 | 3;
}

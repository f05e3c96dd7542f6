import {
  type Blocks,
  type DraftStep,
  harmless,
  noDependencies,
  type Ref,
  type StepSource,
} from "@atlas/core";
import { qualified } from "../../text.ts";
import type { TableChange } from "./changes.ts";
import type { Table } from "./model.ts";
import { tableRef } from "./states.ts";

/** One action of an ALTER TABLE with its safety facts; several share a statement. */
export interface Clause {
  readonly sql: string;
  /** The action that takes it back; absent: there is none. */
  readonly undo?: string;
  /** Statements that complete the undo after all actions were taken back, such as a comment set again. */
  readonly undoAfter?: readonly string[];
  readonly source: StepSource;
  readonly blocks: Blocks;
  readonly rewrites?: boolean;
  readonly scans?: boolean;
  /** See `Step.avoidedBy`. */
  readonly avoidedBy?: readonly string[] | undefined;
  /** See `Step.remarks`. */
  readonly remarks?: readonly string[] | undefined;
  /** What is lost; see `Step.loses`. */
  readonly loses?: readonly string[];
  readonly creates?: readonly Ref[];
  readonly drops?: readonly Ref[];
  readonly needs?: readonly Ref[];
  readonly releases?: readonly Ref[];
}

export function sourceOf(change: TableChange): StepSource {
  return { change: change.kind, subject: change.subject };
}

const strength: readonly Blocks[] = ["nothing", "ddl", "writes", "everything"];

export function strongest(blocks: readonly Blocks[]): Blocks {
  return strength[Math.max(0, ...blocks.map((one) => strength.indexOf(one)))] ?? "everything";
}

/** One ALTER TABLE out of its actions; none: no step. */
export function alterStep(table: Table, clauses: readonly Clause[], comment?: string): readonly DraftStep[] {
  if (clauses.length === 0) return [];
  const prefix = `ALTER TABLE ${qualified(table)} `;
  const undo = clauses.flatMap((clause) => clause.undo ?? []).toReversed();
  // A constraint would go with a column that goes before it.
  const dropsFirst = [...undo.filter(isConstraintDrop), ...undo.filter((sql) => !isConstraintDrop(sql))];
  const loses = clauses.flatMap((clause) => clause.loses ?? []);
  const drops = clauses.flatMap((clause) => clause.drops ?? []);
  const avoidedBy = avoidances(clauses);
  const remarks = [...new Set(clauses.flatMap((clause) => clause.remarks ?? []))];
  return [
    {
      ...harmless,
      ...noDependencies,
      sql: prefix + clauses.map((clause) => clause.sql).join(", "),
      comment: comment ?? `modify ${JSON.stringify(table.name)} table`,
      sources: uniqueSources(clauses.map((clause) => clause.source)),
      blocks: strongest(clauses.map((clause) => clause.blocks)),
      rewrites: clauses.some((clause) => clause.rewrites),
      scans: clauses.some((clause) => clause.scans),
      losesData: loses.length > 0,
      loses,
      table: tableRef(table),
      ...(avoidedBy.length > 0 && { avoidedBy }),
      ...(remarks.length > 0 && { remarks }),
      undo:
        undo.length === clauses.length
          ? [prefix + dropsFirst.join(", "), ...clauses.flatMap((clause) => clause.undoAfter ?? [])]
          : [],
      creates: uniqueRefs(clauses.flatMap((clause) => clause.creates ?? [])),
      drops: uniqueRefs(drops),
      needs: uniqueRefs([tableRef(table), ...clauses.flatMap((clause) => clause.needs ?? [])]),
      releases: uniqueRefs(clauses.flatMap((clause) => clause.releases ?? [])),
    },
  ];
}

/** What helps against all of a statement's long work; none where a part of it stays. */
function avoidances(clauses: readonly Clause[]): readonly string[] {
  const long = clauses.filter(({ scans, rewrites }) => scans || rewrites);
  const isHopeless = long.some(({ avoidedBy = [], blocks }) => avoidedBy.length === 0 && blocks !== "ddl");
  return isHopeless ? [] : [...new Set(long.flatMap(({ avoidedBy = [] }) => avoidedBy))].toSorted();
}

function isConstraintDrop(sql: string): boolean {
  return sql.startsWith("DROP CONSTRAINT ");
}

/** A statement that only touches its table's catalog entries or a sequence. */
export function smallStep(
  table: Table,
  source: StepSource,
  parts: {
    readonly sql: string;
    readonly comment: string;
    readonly undo: readonly string[];
    readonly blocks?: Blocks;
  },
): DraftStep {
  return {
    ...harmless,
    ...noDependencies,
    sql: parts.sql,
    comment: parts.comment,
    sources: [source],
    blocks: parts.blocks ?? "ddl",
    needs: uniqueRefs([tableRef(table), source.subject]),
    undo: parts.undo,
  };
}

function uniqueSources(sources: readonly StepSource[]): readonly StepSource[] {
  return [...new Map(sources.map((source) => [JSON.stringify(source), source])).values()];
}

export function uniqueRefs(refs: readonly Ref[]): readonly Ref[] {
  return [...new Map(refs.map((ref) => [JSON.stringify(ref), ref])).values()];
}

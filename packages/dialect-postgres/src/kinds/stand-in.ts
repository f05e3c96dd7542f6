import type { Change, CompareContext, DraftStep, Ref, SchemaObject, StepsContext } from "@atlas/core";
import { alterTableSteps } from "./table/alter.ts";
import type { PartChange } from "./table/changes.ts";
import { compareTables } from "./table/compare.ts";
import type { Table } from "./table/model.ts";

/** What is like a table in most things, and called otherwise. */
export interface StandIn<O extends SchemaObject> {
  /** The table that is compared and altered in its place. */
  readonly tableOf: (object: O) => Table;
  /** In ALTER and COMMENT ON. */
  readonly keyword: "MATERIALIZED VIEW" | "FOREIGN TABLE";
  /** In the comment lines of a plan. */
  readonly noun: "view" | "table";
}

/** What differs between the tables in place of two objects. */
export function compareStandIns<O extends SchemaObject>(
  standIn: StandIn<O>,
  from: O,
  to: O,
  context: CompareContext,
): readonly Change[] {
  return compareTables(standIn.tableOf(from), standIn.tableOf(to), context).map((change) => ({
    ...change,
    kind: change.kind.replace(/_table$/, `_${to.kind}`),
    object: refToOwner(change.object, to),
    subject: refToOwner(change.subject, to),
    ...(change.disturbs && { disturbs: change.disturbs.map((ref) => refToOwner(ref, to)) }),
  }));
}

/** @param changes - what `compareStandIns` returned. */
export function standInSteps<O extends SchemaObject>(
  standIn: StandIn<O>,
  objects: { readonly from: O; readonly to: O },
  changes: readonly Change[],
  context: StepsContext,
): readonly DraftStep[] {
  const { from, to } = objects;
  const suffix = new RegExp(`_${to.kind}$`);
  const parts = changes.map((change) => ({ ...change, kind: change.kind.replace(suffix, "_table") }));
  return alterTableSteps(
    standIn.tableOf(from),
    standIn.tableOf(to),
    // They are part changes of the table, turned back into what they were.
    parts as readonly Change[] as readonly PartChange[],
    context,
  ).map((step) => ownStep(standIn, step, to));
}

/** A step about the table in its place, as one about the object itself. */
export function ownStep<O extends SchemaObject>(standIn: StandIn<O>, step: DraftStep, object: O): DraftStep {
  const refs = (list: readonly Ref[]): readonly Ref[] => list.map((ref) => refToOwner(ref, object));
  const sql = (text: string): string =>
    text
      .replace(/^ALTER TABLE /, `ALTER ${standIn.keyword} `)
      .replace(/^COMMENT ON TABLE /, `COMMENT ON ${standIn.keyword} `);
  return {
    ...step,
    sql: sql(step.sql),
    undo: step.undo.map(sql),
    comment: step.comment
      .replace(/^modify (".*") table$/, `modify $1 ${standIn.noun}`)
      .replace(/^(set comment to )table: /, `$1${standIn.noun}: `)
      .replace(/^(set comment to column: .* on )table: /, `$1${standIn.noun}: `),
    sources: step.sources.map(({ change, subject }) => ({
      change: change.replace(/_table$/, `_${object.kind}`),
      subject: refToOwner(subject, object),
    })),
    creates: refs(step.creates),
    drops: refs(step.drops),
    needs: refs(step.needs),
    releases: refs(step.releases),
    ...(step.table && { table: refToOwner(step.table, object) }),
  };
}

function refToOwner(ref: Ref, object: SchemaObject): Ref {
  return ref.kind === "table" && ref.schema === object.schema && ref.name === object.name
    ? { ...ref, kind: object.kind }
    : ref;
}

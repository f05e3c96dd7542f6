import { type Change, type CompareContext, type DraftStep, type Ref, type StepsContext } from "@atlas/core";
import { alterTableSteps } from "../table/alter.ts";
import type { PartChange } from "../table/changes.ts";
import { compareTables } from "../table/compare.ts";
import type { Table } from "../table/model.ts";
import type { Materialized } from "./model.ts";

/**
 * The table that stores the rows of the view. What is set on it and its indexes are compared and changed like those
 * of any table, in statements that name a view.
 */
export function asTable(view: Materialized): Table {
  const { schema, name, comment, columns, indexes, accessMethod, options } = view;
  return {
    kind: "table",
    schema,
    name,
    ...(comment !== undefined && { comment }),
    columns,
    uniques: [],
    exclusions: [],
    checks: [],
    foreignKeys: [],
    indexes,
    unlogged: false,
    ...(accessMethod !== undefined && { accessMethod }),
    options,
    replicaIdentity: { by: "default" },
    rowSecurity: false,
    forceRowSecurity: false,
  };
}

/** What differs besides the query. */
export function compareStored(
  from: Materialized,
  to: Materialized,
  context: CompareContext,
): readonly Change[] {
  return compareTables(asTable(from), asTable(to), context).map((change) => ({
    ...change,
    kind: change.kind.replace(/_table$/, "_materialized"),
    object: asView(change.object, to),
    subject: asView(change.subject, to),
  }));
}

export function storedSteps(
  from: Materialized,
  to: Materialized,
  changes: readonly Change[],
  context: StepsContext,
): readonly DraftStep[] {
  const parts = changes.map((change) => ({
    ...change,
    kind: change.kind.replace(/_materialized$/, "_table"),
  }));
  // They are what `compareStored` made of part changes, turned back.
  return alterTableSteps(
    asTable(from),
    asTable(to),
    parts as readonly Change[] as readonly PartChange[],
    context,
  ).map((step) => viewStep(step, to));
}

/** A step about the stored table, as one about the view. */
export function viewStep(step: DraftStep, view: Materialized): DraftStep {
  const refs = (list: readonly Ref[]): readonly Ref[] => list.map((ref) => asView(ref, view));
  return {
    ...step,
    sql: viewSql(step.sql),
    undo: step.undo.map(viewSql),
    comment: step.comment
      .replace(/^modify (".*") table$/, "modify $1 view")
      .replace(/^(set comment to )table: /, "$1view: ")
      .replace(/^(set comment to column: .* on )table: /, "$1view: "),
    sources: step.sources.map(({ change, subject }) => ({
      change: change.replace(/_table$/, "_materialized"),
      subject: asView(subject, view),
    })),
    creates: refs(step.creates),
    drops: refs(step.drops),
    needs: refs(step.needs),
    releases: refs(step.releases),
    ...(step.table && { table: asView(step.table, view) }),
  };
}

function viewSql(sql: string): string {
  return sql
    .replace(/^ALTER TABLE /, "ALTER MATERIALIZED VIEW ")
    .replace(/^COMMENT ON TABLE /, "COMMENT ON MATERIALIZED VIEW ");
}

function asView(ref: Ref, view: Materialized): Ref {
  return ref.kind === "table" && ref.schema === view.schema && ref.name === view.name
    ? { ...ref, kind: "materialized" }
    : ref;
}

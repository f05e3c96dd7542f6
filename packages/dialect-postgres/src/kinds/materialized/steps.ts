import {
  alterStep,
  createStep,
  type DraftStep,
  dropStep,
  type Ref,
  refOf,
  schemaOf,
  type StepsContext,
  type StepSource,
} from "@atlas/core";
import { ident, qualified } from "../../text.ts";
import { accessStatements, presentRelation, restoreAccess } from "../relation-access.ts";
import { relationCommentSteps } from "../relation-comments.ts";
import { ownStep } from "../stand-in.ts";
import { extraClauses, plainExtras } from "../table/column-extras.ts";
import { createIndexStep } from "../table/index-steps.ts";
import type { Table } from "../table/model.ts";
import { optionsSql } from "../table/options.ts";
import { partCommentSteps } from "../table/part-comments.ts";
import { alterStep as alterTable } from "../table/step.ts";
import { asTable, storedTable } from "./as-table.ts";
import type { Materialized } from "./model.ts";

/** The view, then each as its own statement: indexes, what CREATE cannot say, comments, privileges. */
export function createSteps(view: Materialized, context: StepsContext): readonly DraftStep[] {
  const present = presentRelation(view, context);
  // What is filled now is read by somebody: it does not become empty.
  const isFilled =
    present?.populated === true || (view.populated && context.policy?.materialized?.withNoData !== true);
  return [
    {
      ...createStep(
        view,
        {
          sql: createSql(view, isFilled, context.indent),
          comment: `create "${view.name}" view`,
          undo: [`DROP MATERIALIZED VIEW ${qualified(view)}`],
        },
        needsOf(view),
      ),
      // Its query reads what it is over from end to end.
      ...(isFilled && { scans: view.uses.some(({ kind }) => kind === "table" || kind === "materialized") }),
      ...(present && isFilled && { rewrites: true, table: refOf(view) }),
    },
    ...detailSteps(view),
    ...restoreAccess(view, storedTable, context),
  ];
}

function needsOf(view: Materialized): readonly Ref[] {
  return [...schemaOf(view), ...view.uses, ...view.columns.flatMap(({ typeRef }) => typeRef ?? [])];
}

function createSql(view: Materialized, isFilled: boolean, indent: string): string {
  const names = view.columns.map((column) => ident(column.name));
  const list =
    names.length === 0
      ? ""
      : indent === ""
        ? ` (${names.join(", ")})`
        : ` (\n${names.map((name) => indent + name).join(",\n")}\n)`;
  const method = view.accessMethod === undefined ? "" : ` USING ${ident(view.accessMethod)}`;
  const options = view.options.length === 0 ? "" : ` WITH (${optionsSql(view.options)})`;
  return `CREATE MATERIALIZED VIEW ${qualified(view)}${list}${method}${options} AS ${view.definition}${isFilled ? "" : " WITH NO DATA"}`;
}

/** All that belongs to a view besides its query, on a new one. */
function detailSteps(view: Materialized): readonly DraftStep[] {
  const table = asTable(view);
  const ref = refOf(view);
  const source: StepSource = { change: "add_materialized", subject: ref };
  return [
    ...view.indexes.map((index) => ownStep(storedTable, createIndexStep(table, index, source, "new"), view)),
    ...columnSettings(table, source).map((step) => ownStep(storedTable, step, view)),
    ...(view.clusterOn === undefined ? [] : [{ ...clusterStep(undefined, view), sources: [source] }]),
    ...relationCommentSteps(undefined, view, storedTable, source.change),
    ...view.indexes.flatMap((index) =>
      partCommentSteps(table, undefined, index, source).map((step) => ownStep(storedTable, step, view)),
    ),
  ];
}

function columnSettings(table: Table, source: StepSource): readonly DraftStep[] {
  return alterTable(
    table,
    table.columns.flatMap((column) => extraClauses(column.name, plainExtras(column), column, source)),
  );
}

export function dropMaterialized(view: Materialized): DraftStep {
  const undo = [
    createSql(view, view.populated, ""),
    ...detailSteps(view).map((step) => step.sql),
    ...accessStatements(view, storedTable),
  ];
  return {
    ...dropStep(
      view,
      { sql: `DROP MATERIALIZED VIEW ${qualified(view)}`, comment: `drop "${view.name}" view`, undo },
      [...needsOf(view), ...view.indexes.flatMap((index) => index.uses)],
    ),
    blocks: "everything",
  };
}

/** Marks the index that CLUSTER goes by; nothing is clustered. */
export function clusterStep(from: Materialized | undefined, to: Materialized): DraftStep {
  const sql = (index: string | undefined): string =>
    `ALTER MATERIALIZED VIEW ${qualified(to)} ${index === undefined ? "SET WITHOUT CLUSTER" : `CLUSTER ON ${ident(index)}`}`;
  return alterStep(
    to,
    { sql: sql(to.clusterOn), comment: `modify "${to.name}" view`, undo: [sql(from?.clusterOn)] },
    { blocks: "writes" },
  );
}

/** Runs the query of a view that was never filled. */
export function fillStep(view: Materialized): DraftStep {
  return alterStep(
    view,
    {
      sql: `REFRESH MATERIALIZED VIEW ${qualified(view)}`,
      comment: `refresh "${view.name}" view`,
      undo: [`REFRESH MATERIALIZED VIEW ${qualified(view)} WITH NO DATA`],
    },
    { blocks: "everything", rewrites: true, table: refOf(view) },
  );
}

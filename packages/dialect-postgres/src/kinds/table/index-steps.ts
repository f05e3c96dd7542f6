import { type DraftStep, harmless, noDependencies, type StepSource } from "@atlas/core";
import { columnRef, qualified } from "../../text.ts";
import { createIndexSql, dropIndexSql } from "./indexes.ts";
import { type Index, type Option, partRef, type Table } from "./model.ts";
import { optionChanges, optionsSql } from "./options.ts";
import { replicaIdentityStep } from "./attributes.ts";
import { partCommentSteps } from "./part-comments.ts";
import { smallStep, uniqueRefs } from "./step.ts";
import { tableRef } from "./states.ts";

/** @param on - `new`: the table was made by the same plan, so nobody waits for it. */
export function createIndexStep(
  table: Table,
  index: Index,
  source: StepSource,
  on: "new" | "existing",
): DraftStep {
  const exists = on === "existing";
  return {
    ...harmless,
    ...noDependencies,
    sql: createIndexSql(table, index),
    comment: `create index ${JSON.stringify(index.name)} to table: ${JSON.stringify(table.name)}`,
    sources: [source],
    blocks: exists ? "writes" : "nothing",
    scans: exists,
    ...(exists && { table: tableRef(table) }),
    undo: [dropIndexSql(table, index.name)],
    creates: [partRef(table, index)],
    needs: indexNeeds(table, index),
  };
}

export function dropIndexStep(table: Table, index: Index, source: StepSource): DraftStep {
  return {
    ...harmless,
    ...noDependencies,
    sql: dropIndexSql(table, index.name),
    comment: `drop index ${JSON.stringify(index.name)} from table: ${JSON.stringify(table.name)}`,
    sources: [source],
    blocks: "everything",
    table: tableRef(table),
    undo: restoreIndex(table, index, source),
    drops: [partRef(table, index)],
    releases: indexNeeds(table, index),
  };
}

/** The statements that make a dropped index again, with its comment and its part in replication. */
export function restoreIndex(table: Table, index: Index, source: StepSource): readonly string[] {
  const identity = table.replicaIdentity;
  const identifies = identity.by === "index" && identity.index === index.name;
  return [
    createIndexSql(table, index),
    ...partCommentSteps(table, undefined, index, source).map((step) => step.sql),
    ...(identifies ? replicaIdentityStep({ by: "nothing" }, table, source).map((step) => step.sql) : []),
  ];
}

function indexNeeds(table: Table, index: Index): DraftStep["needs"] {
  const columns = [...index.parts.flatMap((part) => part.column ?? []), ...index.include, ...index.reads];
  return uniqueRefs([tableRef(table), ...columns.map((column) => columnRef(table, column)), ...index.uses]);
}

/** Storage parameters of an index change in place; what is there already keeps its form. */
export function indexOptionSteps(
  table: Table,
  name: string,
  from: readonly Option[],
  to: readonly Option[],
  source: StepSource,
): readonly DraftStep[] {
  const actions = (before: readonly Option[], after: readonly Option[]): readonly string[] => {
    const { set, reset } = optionChanges(before, after);
    const alter = `ALTER INDEX ${qualified({ schema: table.schema, name })}`;
    return [
      ...(set.length > 0 ? [`${alter} SET (${optionsSql(set)})`] : []),
      ...(reset.length > 0 ? [`${alter} RESET (${reset.join(", ")})`] : []),
    ];
  };
  const undo = actions(to, from).toReversed();
  return actions(from, to).map((sql, at) =>
    smallStep(table, source, {
      sql,
      comment: `modify index ${JSON.stringify(name)} on table: ${JSON.stringify(table.name)}`,
      undo: at === 0 ? undo : [],
    }),
  );
}

import { type DraftStep, harmless, noDependencies, type StepSource } from "@atlas/core";
import { columnRef, qualified } from "../../text.ts";
import { createIndexSql, dropIndexSql, type IndexWords } from "./indexes.ts";
import { type Index, type Option, partRef, type Table } from "./model.ts";
import { optionChanges, optionsSql } from "./options.ts";
import { clusterStep, replicaIdentityStep } from "./attributes.ts";
import { partCommentSteps } from "./part-comments.ts";
import { smallStep, uniqueRefs } from "./step.ts";
import { tableRef } from "./states.ts";

/**
 * @param on - `new`: the table was made by the same plan, so nobody waits for it.
 * @see https://www.postgresql.org/docs/18/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY
 */
export function createIndexStep(
  table: Table,
  index: Index,
  source: StepSource,
  on: "new" | "existing",
  words: IndexWords = {},
): DraftStep {
  const exists = on === "existing";
  return {
    ...harmless,
    ...noDependencies,
    sql: createIndexSql(table, index, words),
    comment: `create index ${JSON.stringify(index.name)} to table: ${JSON.stringify(table.name)}`,
    sources: [source],
    blocks: !exists ? "nothing" : words.concurrently ? "ddl" : "writes",
    scans: exists,
    transactional: !words.concurrently,
    ...(exists && { table: tableRef(table) }),
    undo: [dropIndexSql(table, index.name, words)],
    creates: [partRef(table, index)],
    needs: indexNeeds(table, index),
  };
}

export function dropIndexStep(
  table: Table,
  index: Index,
  source: StepSource,
  words: IndexWords = {},
): DraftStep {
  const isBroken = index.invalid && table.partitionKey === undefined;
  return {
    ...harmless,
    ...noDependencies,
    sql: dropIndexSql(table, index.name, words),
    comment: `drop index ${JSON.stringify(index.name)} from table: ${JSON.stringify(table.name)}`,
    sources: [source],
    blocks: words.concurrently ? "ddl" : "everything",
    transactional: !words.concurrently,
    table: tableRef(table),
    ...(isBroken && { remarks: [leftBehind(index)] }),
    undo: restoreIndex(table, index, source, words),
    drops: [partRef(table, index)],
    releases: indexNeeds(table, index),
  };
}

/** What is invalid answers no query and slows down every write. */
function leftBehind({ name }: Index): string {
  const who = /_cc(new|old)\d*$/.test(name) ? "REINDEX CONCURRENTLY" : "CREATE INDEX CONCURRENTLY";
  return `${JSON.stringify(name)} is invalid: a ${who} left it behind that failed or was cut off`;
}

/** The statements that make a dropped index again, with its comment, its part in replication and its mark. */
export function restoreIndex(
  table: Table,
  index: Index,
  source: StepSource,
  words: IndexWords = {},
): readonly string[] {
  const identity = table.replicaIdentity;
  const identifies = identity.by === "index" && identity.index === index.name;
  return [
    createIndexSql(table, index, words),
    ...partCommentSteps(table, undefined, index, source).map((step) => step.sql),
    ...(identifies ? replicaIdentityStep({ by: "nothing" }, table, source).map((step) => step.sql) : []),
    ...(table.clusterOn === index.name ? clusterStep(undefined, table, source).map((step) => step.sql) : []),
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

import {
  type Change,
  type DraftStep,
  harmless,
  noDependencies,
  type Ref,
  type StepsContext,
} from "@atlas/core";
import { columnRef, qualified } from "../../text.ts";
import { partitionTriggersRef } from "./aspects.ts";
import { childrenOf, isSameTable, type Link, linksOf } from "./family.ts";
import { type Lineage, lineage } from "./lineage.ts";
import { type Table, type TableName } from "./model.ts";
import { findMember, tableRef } from "./states.ts";
import { sourceOf } from "./step.ts";
import type { JoinParent, LeaveParent } from "./changes.ts";

/** Stands for the form of a table that its children follow: their own statements come after those of the parent. */
function formRef(parent: TableName): Ref {
  return { kind: "table form", schema: parent.schema, table: parent.name, name: "" };
}

/** Stands for the bounds of all partitions of a table: what takes one of them comes after what frees one. */
function boundsRef(parent: TableName): Ref {
  return { kind: "partition bounds", schema: parent.schema, table: parent.name, name: "" };
}

/** Steps of an existing table in the order of its family: after those of its parents, before those of its children. */
export function inFamilyOrder(
  steps: readonly DraftStep[],
  { to, joins }: { readonly to: Table; readonly joins: readonly Link[] },
  context: StepsContext,
): readonly DraftStep[] {
  const isParent = childrenOf(context.from, to).length > 0 || childrenOf(context.to, to).length > 0;
  const needs = [...linksOf(to), ...joins].map(({ parent }) => formRef(parent));
  if (!isParent && needs.length === 0) return steps;
  const below = isParent ? stayingBelow(to, context) : [];
  return steps.map((step) => ({
    ...step,
    needs: [...step.needs, ...needs],
    creates: isParent ? [...withChildren(step.creates, below), formRef(to)] : step.creates,
    drops: withChildren(step.drops, below),
  }));
}

/** Partitions and heirs, theirs and so on, without those that leave before the table changes. */
function stayingBelow(parent: TableName, context: StepsContext): readonly Table[] {
  return childrenOf(context.from, parent).flatMap((child) => {
    const desired = findMember(context.to, child);
    const leaves = desired ? lineage(child, desired, context).leaves : [];
    return leaves.some((link) => isSameTable(link.parent, parent))
      ? []
      : [child, ...stayingBelow(child, context)];
  });
}

/** A column of a table that comes, goes or changes does so in its children. */
function withChildren(refs: readonly Ref[], children: readonly Table[]): readonly Ref[] {
  return refs.flatMap((ref) =>
    ref.kind === "column" ? [ref, ...children.map((child) => columnRef(child, ref.name))] : [ref],
  );
}

export function leaveStep(change: LeaveParent, { from }: { readonly from: Table }): DraftStep {
  const { parent, bound } = change.link;
  const isPartition = bound !== undefined;
  return {
    ...harmless,
    ...noDependencies,
    sql: leaveSql(from, change.link),
    comment: isPartition
      ? `detach partition ${JSON.stringify(from.name)} from table: ${JSON.stringify(parent.name)}`
      : `modify ${JSON.stringify(from.name)} table`,
    sources: [sourceOf(change)],
    blocks: "everything",
    table: tableRef(isPartition ? parent : from),
    undo: [joinSql(from, change.link)],
    drops: [formRef(parent), ...(isPartition ? [boundsRef(parent), partitionTriggersRef(parent)] : [])],
    needs: [tableRef(from)],
    releases: [tableRef(parent)],
  };
}

/**
 * The rows are read to see whether they fit, and so are those of a default partition.
 *
 * @see https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-DESC-ATTACH-PARTITION
 */
export function joinStep(change: JoinParent, { base, target }: Lineage, { from }: StepsContext): DraftStep {
  const { parent, bound } = change.link;
  const isPartition = bound !== undefined;
  // What the server makes along with it would stay behind.
  const own = new Set(
    [base.primaryKey, ...base.uniques, ...base.indexes, ...base.foreignKeys].map((part) => part?.name),
  );
  const isWhole = (target.fromParents ?? []).every(({ part }) => part.kind === "check" || own.has(part.name));
  // Nobody looks at the rows of a foreign table.
  const hasDefault = childrenOf(from, parent).some(({ partitionOf }) => partitionOf?.bound === "DEFAULT");
  return {
    ...harmless,
    ...noDependencies,
    sql: joinSql(target, change.link),
    comment: isPartition
      ? `attach partition ${JSON.stringify(target.name)} to table: ${JSON.stringify(parent.name)}`
      : `modify ${JSON.stringify(target.name)} table`,
    sources: [sourceOf(change)],
    blocks: "everything",
    scans: isPartition && (!target.foreign || hasDefault),
    table: tableRef(isPartition && target.foreign ? parent : target),
    undo: isWhole ? [leaveSql(target, change.link)] : [],
    creates: isPartition ? [boundsRef(parent), partitionTriggersRef(parent)] : [],
    needs: [tableRef(parent), formRef(parent), tableRef(target)],
  };
}

function leaveSql(table: Table, { parent, bound }: Link): string {
  return bound === undefined
    ? `ALTER TABLE ${qualified(table)} NO INHERIT ${qualified(parent)}`
    : `ALTER TABLE ${qualified(parent)} DETACH PARTITION ${qualified(table)}`;
}

function joinSql(table: Table, { parent, bound }: Link): string {
  return bound === undefined
    ? `ALTER TABLE ${qualified(table)} INHERIT ${qualified(parent)}`
    : `ALTER TABLE ${qualified(parent)} ATTACH PARTITION ${qualified(table)} ${bound}`;
}

/** What a table that is created with parents adds to the facts of its CREATE TABLE. */
export function creationFacts(
  table: Table,
  context: StepsContext,
): Pick<DraftStep, "creates" | "needs"> & Partial<Pick<DraftStep, "blocks" | "scans" | "table">> {
  const links = linksOf(table);
  const needs = links.flatMap(({ parent }) => [tableRef(parent), formRef(parent)]);
  const parent = table.partitionOf?.parent;
  if (!parent) {
    const isThere = links.some((link) => findMember(context.from, link.parent) !== undefined);
    return { creates: [], needs, ...(isThere && { blocks: "ddl" }) };
  }
  const siblings = childrenOf(context.from, parent);
  const exists = context.from.objects.some(
    ({ kind, schema, name }) => kind === "table" && schema === parent.schema && name === parent.name,
  );
  return {
    creates: [boundsRef(parent)],
    needs,
    ...(exists && {
      blocks: "everything",
      scans: siblings.some((sibling) => sibling.partitionOf?.bound === "DEFAULT"),
      table: tableRef(parent),
    }),
  };
}

/** What the drop of a table frees in its family. */
export function dropFacts(table: Table): Pick<DraftStep, "drops" | "releases"> {
  return {
    drops: table.partitionOf
      ? [boundsRef(table.partitionOf.parent), partitionTriggersRef(table.partitionOf.parent)]
      : [],
    releases: linksOf(table).map(({ parent }) => tableRef(parent)),
  };
}

export function isLeaving(change: Change): change is LeaveParent {
  return change.kind === "detach_partition" || change.kind === "drop_inheritance";
}

export function isJoining(change: Change): change is JoinParent {
  return change.kind === "attach_partition" || change.kind === "add_inheritance";
}

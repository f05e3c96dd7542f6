import type { State } from "@atlas/core";
import { absorbed, withOwnParts } from "./absorb.ts";
import { carried } from "./carry.ts";
import { childrenOf, isSameTable, type Link, linksOf, withDefaults } from "./family.ts";
import type { Table, TableName } from "./model.ts";
import { notNullName } from "./names.ts";
import { findMember, majorOf } from "./states.ts";

/** What the statements of one table have to do, besides those of its parents. */
export interface Lineage {
  /** The present table, once it left the parents it leaves, and once those that stay its parents were changed. */
  readonly base: Table;
  /** What its own statements have to make of it before it joins further parents. */
  readonly target: Table;
  readonly leaves: readonly Link[];
  readonly joins: readonly Link[];
}

interface Sides {
  readonly from: State;
  readonly to: State;
}

export function lineage(from: Table, to: Table, sides: Sides): Lineage {
  const before = linksOf(from);
  const after = linksOf(to);
  if (before.length === 0 && after.length === 0) return { base: from, target: to, leaves: [], joins: [] };
  const kept = keptLinks(before, after);
  const leaves = before.filter((link) => !kept.includes(link));
  const joins = after.slice(kept.length);
  const left = leaves.length === 0 ? from : leave(from, kept, sides.from);
  const base = carryAll(withDefaults(left, sides.from), kept, sides);
  const target = withDefaults(to, sides.to);
  return { base, target: absorbed(base, target, { isJoining: joins.length > 0 }), leaves, joins };
}

/** The parents that stay; a table that inherits has them in order, and a new one comes last. */
function keptLinks(before: readonly Link[], after: readonly Link[]): readonly Link[] {
  const isSame = (left: Link | undefined, right: Link): boolean =>
    left !== undefined &&
    isSameTable(left.parent, right.parent) &&
    left.parent.foreign === right.parent.foreign &&
    left.bound === right.bound;
  const common = before.filter((link) => after.some((other) => isSame(other, link)));
  const end = common.findIndex((link, at) => !isSame(after[at], link));
  return end < 0 ? common : common.slice(0, end);
}

/** What was only the parents' becomes the table's own. */
function leave(table: Table, kept: readonly Link[], state: State): Table {
  const parents = kept.flatMap(({ parent }) => findMember(state, parent) ?? []);
  const hasColumn = (name: string): boolean =>
    parents.some((parent) => parent.columns.some((column) => column.name === name));
  const hasCheck = (name: string): boolean =>
    parents.some((parent) => [...parent.checks, ...inheritedOf(parent)].some((check) => check.name === name));
  const whole = withDefaults(table, state);
  const { fromParents = [], partitionOf: _partitionOf, inherits: _inherits, ...rest } = whole;
  const stays = fromParents.filter(({ part }) => part.kind === "check" && hasCheck(part.name));
  return withOwnParts(
    {
      ...rest,
      ...(stays.length > 0 && { fromParents: stays }),
      columns: whole.columns.map((column) => {
        if (column.inherited === undefined || hasColumn(column.name)) return column;
        const { inherited: _inherited, notNullOfParent: name, ...own } = column;
        return name === undefined || name === notNullName(table.name, column.name)
          ? own
          : { ...own, notNullName: name };
      }),
    },
    fromParents.filter((one) => !stays.includes(one)).map(({ part }) => part),
  );
}

function inheritedOf(table: Table): readonly { readonly name: string }[] {
  return (table.fromParents ?? []).map(({ part }) => part);
}

function carryAll(table: Table, links: readonly Link[], sides: Sides): Table {
  let child = table;
  for (const { parent } of links) {
    const from = findMember(sides.from, parent);
    const to = findMember(sides.to, parent);
    if (!from || !to) continue;
    const { base, target } = lineage(from, to, sides);
    const others = links.flatMap((link) =>
      isSameTable(link.parent, parent) ? [] : (findMember(sides.to, link.parent) ?? []),
    );
    const context = {
      major: majorOf(sides.from),
      stays: (column: string) =>
        isHeldBelow(parent, column, sides) || others.some((other) => hasColumn(other, column)),
    };
    child = carried(child, withDefaults(from, sides.from), base, context);
    child = carried(child, base, target, context);
  }
  return child;
}

/**
 * Whether a column that a table drops is one that an heir keeps: then it is dropped from the table alone, and its
 * values stay with the heirs.
 */
export function isHeldBelow(table: TableName, column: string, sides: Sides): boolean {
  return childrenOf(sides.to, table).some((child) => {
    if (child.partitionOf || !hasColumn(child, column)) return false;
    const before = findMember(sides.from, child);
    return (
      before !== undefined &&
      hasColumn(before, column) &&
      linksOf(before).some(({ parent }) => isSameTable(parent, table))
    );
  });
}

function hasColumn(table: Table, name: string): boolean {
  return table.columns.some((column) => column.name === name);
}

import type { DraftStep, StepSource } from "@atlas/core";
import { ident } from "../../text.ts";
import { alterStep } from "./alter-clauses.ts";
import { traitsOf } from "./algorithm.ts";
import type { Clause, Work } from "./clause.ts";
import { sameExpression } from "./equal.ts";
import type { Partition, Partitioning, PartitionMethod, Table } from "./model.ts";
import { partitionBySql, partitionSql } from "./part-sql.ts";

export function samePartitioning(a: Partitioning | undefined, b: Partitioning | undefined): boolean {
  if (!a || !b) return a === b;
  const [from, to] = [inOrder(a), inOrder(b)];
  return (
    sameLayout(a, b) &&
    from.length === to.length &&
    from.every((partition, at) => samePartition(partition, to[at]))
  );
}

/** Partitions of a list have no order. */
function inOrder({ by, partitions }: Partitioning): readonly Partition[] {
  return isList(by) ? partitions.toSorted((a, b) => (a.name < b.name ? -1 : 1)) : partitions;
}

function isList({ method }: PartitionMethod): boolean {
  return method.startsWith("LIST");
}

function sameLayout(a: Partitioning, b: Partitioning): boolean {
  return sameMethod(a.by, b.by) && sameMethod(a.subpartitionBy, b.subpartitionBy);
}

function sameMethod(a: PartitionMethod | undefined, b: PartitionMethod | undefined): boolean {
  if (!a || !b) return a === b;
  return (
    a.method === b.method &&
    (a.columns ?? []).join("\n").toLowerCase() === (b.columns ?? []).join("\n").toLowerCase() &&
    sameExpression(a.expression, b.expression) &&
    (a.count ?? 1) === (b.count ?? 1)
  );
}

function samePartition(a: Partition, b: Partition | undefined): boolean {
  return (
    b !== undefined &&
    a.name === b.name &&
    sameExpression(a.values, b.values) &&
    (a.comment ?? "") === (b.comment ?? "") &&
    (a.subpartitions ?? []).join("\n") === (b.subpartitions ?? []).join("\n")
  );
}

/** Clauses that end the statement for all else, or statements of their own, which servers want for each partition. */
export interface PartitionChange {
  readonly clauses: readonly Clause[];
  readonly steps: readonly DraftStep[];
}

/**
 * How rows get into other partitions: partitions that come at the end are added; those at either end of a range that
 * no other takes over, and those of a list, are dropped with their rows; all others are reorganized, which keeps every
 * row. Another method writes the whole table anew.
 *
 * A partition in the middle of a range that goes leaves its rows to the next: they belong there.
 */
export function partitionChange(from: Table, to: Table, source: StepSource, work: Work): PartitionChange {
  const [before, after] = [from.partitioning, to.partitioning];
  const actions = before && after && sameLayout(before, after) ? maintenance(before, after) : undefined;
  if (!actions) {
    const sql = (one: Partitioning | undefined): string =>
      one ? partitionBySql(one) : "REMOVE PARTITIONING";
    const whole: Clause = {
      sql: sql(after),
      undo: sql(before),
      source,
      stage: "partition",
      deeds: ["partition_table"],
    };
    return { clauses: [whole], steps: [] };
  }
  const traits = traitsOf(work.from, work.server);
  return {
    clauses: [],
    steps: actions.map((action) => {
      const { sql, undo, deed, loses = [] } = action;
      const clause: Clause = {
        sql,
        ...(undo !== undefined && { undo }),
        source,
        stage: "change",
        deeds: [deed],
        loses,
      };
      // Rows that move are written again, though not those of the whole table.
      const step = { ...alterStep([clause], traits, work), rewrites: deed === "move_partitions" };
      const lost = loses.map(
        (name) => `partition "${[from.schema, from.name, name].filter(Boolean).join(".")}"`,
      );
      return { ...step, loses: lost, losesData: lost.length > 0 };
    }),
  };
}

interface Action {
  readonly sql: string;
  readonly undo?: string;
  readonly deed: "add_or_drop_partition" | "move_partitions";
  /** Names of partitions whose rows go. */
  readonly loses?: readonly string[];
}

/** `undefined`: only a new layout of the whole table leads there. */
function maintenance(from: Partitioning, to: Partitioning): readonly Action[] | undefined {
  const { method } = from.by;
  if (/HASH|KEY/.test(method)) return counted(from.partitions, to.partitions);
  if (method === "SYSTEM_TIME") return undefined;
  if (!isList(from.by)) return ranged(from.partitions, to.partitions);
  return hasDefault(from) || hasDefault(to)
    ? withoutDefault(from.partitions, to.partitions)
    : listed(from.partitions, to.partitions);
}

function hasDefault({ partitions }: Partitioning): boolean {
  return partitions.some(isDefault);
}

/** MariaDB: it has the rows that no other partition of the list has. */
function isDefault({ values }: Partition): boolean {
  return values === "DEFAULT";
}

/**
 * Rows go from and to a default partition as others come and go, and MariaDB moves none of them where it adds a
 * partition, and wrong ones where it reorganizes: they are there and no query finds them any more. Only a default
 * partition that goes while all else stays takes nothing but its own rows along.
 */
function withoutDefault(from: readonly Partition[], to: readonly Partition[]): readonly Action[] | undefined {
  const rest = from.filter((partition) => !isDefault(partition));
  const stays = rest.every((one) => to.some((other) => samePartition(one, other)));
  const gone = from.filter(isDefault);
  return stays && rest.length === to.length ? [drop(gone, `ADD PARTITION ${definitions(gone)}`)] : undefined;
}

/** By their number; one with a name or a comment of its own needs a new layout. */
function counted(from: readonly Partition[], to: readonly Partition[]): readonly Action[] | undefined {
  const isPlain = (all: readonly Partition[]): boolean =>
    all.every(
      ({ name, comment, subpartitions }, at) => name === `p${at}` && comment === undefined && !subpartitions,
    );
  if (!isPlain(from) || !isPlain(to)) return undefined;
  const by = to.length - from.length;
  const coalesce = `COALESCE PARTITION ${Math.abs(by)}`;
  const add = `ADD PARTITION PARTITIONS ${Math.abs(by)}`;
  const [sql, undo] = by < 0 ? [coalesce, add] : [add, coalesce];
  return [{ sql, undo, deed: "move_partitions" }];
}

function definitions(partitions: readonly Partition[]): string {
  return `(${partitions.map((one) => partitionSql(one)).join(", ")})`;
}

function names(partitions: readonly Partition[]): string {
  return partitions.map(({ name }) => ident(name)).join(", ");
}

function reorganize(from: readonly Partition[], to: readonly Partition[]): Action {
  return {
    sql: `REORGANIZE PARTITION ${names(from)} INTO ${definitions(to)}`,
    undo: `REORGANIZE PARTITION ${names(to)} INTO ${definitions(from)}`,
    deed: "move_partitions",
  };
}

function drop(partitions: readonly Partition[], undo: string): Action {
  return {
    sql: `DROP PARTITION ${names(partitions)}`,
    undo,
    deed: "add_or_drop_partition",
    loses: partitions.map(({ name }) => name),
  };
}

function add(partitions: readonly Partition[]): Action {
  return {
    sql: `ADD PARTITION ${definitions(partitions)}`,
    undo: `DROP PARTITION ${names(partitions)}`,
    deed: "add_or_drop_partition",
  };
}

function ranged(from: readonly Partition[], to: readonly Partition[]): readonly Action[] | undefined {
  const head = sameAtStart(from, to);
  const tail = sameAtStart(from.slice(head).toReversed(), to.slice(head).toReversed());
  const gone = from.slice(head, from.length - tail);
  const come = to.slice(head, to.length - tail);
  const next = from[from.length - tail];
  if (gone.length === 0 && !next) return [add(come)];
  // The next partition takes their rows, or gives of its own.
  const withNext = next && reorganize([...gone, next], [...come, next]);
  if (come.length === 0 && (head === 0 || !next))
    return [drop(gone, withNext?.undo ?? `ADD PARTITION ${definitions(gone)}`)];
  const [last, lastDesired] = [gone.at(-1), come.at(-1)];
  const keepsRange = last !== undefined && sameExpression(last.values, lastDesired?.values);
  if (keepsRange || (!next && lastDesired?.values === "LESS THAN MAXVALUE")) return [reorganize(gone, come)];
  return withNext && [withNext];
}

/** How many partitions at the start of both lists are the same. */
function sameAtStart(from: readonly Partition[], to: readonly Partition[]): number {
  const differs = from.findIndex((partition, at) => !samePartition(partition, to[at]));
  return differs === -1 ? from.length : differs;
}

function listed(from: readonly Partition[], to: readonly Partition[]): readonly Action[] {
  const desired = new Map(to.map((partition) => [partition.name, partition]));
  const present = new Set(from.map(({ name }) => name));
  const changed = from.filter((partition) => {
    const next = desired.get(partition.name);
    return next && !samePartition(partition, next);
  });
  const after = changed.flatMap(({ name }) => desired.get(name) ?? []);
  const gone = from.filter(({ name }) => !desired.has(name));
  const come = to.filter(({ name }) => !present.has(name));
  const moved = gone.filter((partition) => sharesValues([partition], [...after, ...come]));
  const lost = gone.filter((partition) => !moved.includes(partition));
  const isMoved = changed.length > 0 || moved.length > 0;
  return [
    ...(lost.length > 0 ? [drop(lost, `ADD PARTITION ${definitions(lost)}`)] : []),
    ...(isMoved ? [reorganize([...changed, ...moved], [...after, ...come])] : []),
    ...(!isMoved && come.length > 0 ? [add(come)] : []),
  ];
}

/** Whether a value of one list is in the other. */
function sharesValues(some: readonly Partition[], others: readonly Partition[]): boolean {
  const values = ({ values: text = "" }: Partition): readonly string[] =>
    [...text.replace(/^IN\s*/, "").matchAll(/'[^'\\]*(?:(?:''|\\.)[^'\\]*)*'|[^\s,()]+/g)].map(
      ([value]) => value,
    );
  const all = new Set(others.flatMap(values));
  return some.flatMap(values).some((value) => all.has(value));
}

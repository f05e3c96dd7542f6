import { type DraftStep, harmless, noDependencies, type Ref, type StepSource } from "@atlas/core";
import { tableRef, qualified } from "../../text.ts";
import { supports } from "../../flavour.ts";
import { holdsSemicolons } from "../steps.ts";
import {
  algorithmOf,
  blocksOf,
  type Cost,
  costOf,
  traitsOf,
  type TableTraits,
  wayRank,
} from "./algorithm.ts";
import { apart } from "./apart.ts";
import { type Clause, type Stage, stages, type Work } from "./clause.ts";
import type { PartKind, Table } from "./model.ts";
import { uniqueRefs } from "./refs.ts";

/**
 * The ALTER TABLE statements out of these clauses.
 *
 * What comes back under its old name is dropped first, in a statement of its own. All else shares one statement as long
 * as that costs no more than the dearest of its clauses alone: then the table is gone through once. Where it would cost
 * more, clauses are kept apart: a column is added in an instant and an index is built without writing the table anew,
 * but both in one statement write it anew. With `online` a clause that holds nobody up never waits for one that does.
 * TiDB makes one change at a time.
 *
 * @param clauses - in the order of the comparison, which is that within a statement.
 */
export function alterSteps(clauses: readonly Clause[], work: Work): readonly DraftStep[] {
  const traits = traitsOf(work.from, work.server);
  if (work.server.flavour === "tidb")
    return clauses
      .toSorted((a, b) => (a.rank ?? 4) - (b.rank ?? 4))
      .map((clause) => alterStep([clause], traits, work));
  const order = new Map(clauses.map((clause, at) => [clause, at]));
  const inOrder = (group: readonly Clause[]): readonly Clause[] =>
    group.toSorted(
      (a, b) => Number(isLast(a)) - Number(isLast(b)) || (order.get(a) ?? 0) - (order.get(b) ?? 0),
    );
  const groups = grouped(clauses, traits, work).flatMap((group) => apart(group, work));
  return groups.map((group, at) =>
    alterStep(inOrder(group), traitsOf(tableAfter(groups.slice(0, at).flat(), work), work.server), work),
  );
}

/** The table as earlier statements leave it, as far as it matters to what later ones cost. */
function tableAfter(done: readonly Clause[], { from, to }: Work): Table {
  const keyOf = (kind: string, name: string): string => `${kind} ${name}`;
  const keysOf = (refs: readonly Ref[]): ReadonlySet<string> =>
    new Set(refs.map(({ kind, name }) => keyOf(kind, name)));
  const gone = keysOf(done.flatMap(({ drops = [] }) => drops));
  const come = keysOf(done.flatMap(({ creates = [] }) => creates));
  const parts = <Part extends { readonly name: string }>(
    kind: PartKind,
    before: readonly Part[],
    after: readonly Part[],
  ): readonly Part[] => [
    ...before.filter(({ name }) => !gone.has(keyOf(kind, name))),
    ...after.filter(({ name }) => come.has(keyOf(kind, name))),
  ];
  return {
    ...from,
    columns: parts("column", from.columns, to.columns),
    indexes: parts("index", from.indexes, to.indexes),
    foreignKeys: parts("foreign_key", from.foreignKeys, to.foreignKeys),
  };
}

/** Clauses that share a statement, statements in the order in which they run. */
function grouped(
  clauses: readonly Clause[],
  traits: TableTraits,
  { context }: Work,
): readonly (readonly Clause[])[] {
  const online = context.policy?.online === true;
  const groups: Clause[][] = [];
  for (const unit of unitsOf(clauses)) {
    const stage = stageOf(unit);
    const open = groups.findIndex((_group, at) =>
      groups.slice(at + 1).every((later) => later.every((clause) => rankOf(clause.stage) >= rankOf(stage))),
    );
    const home = groups.find((group, at) => at >= open && belongs(group, unit, traits, online));
    if (home && open !== -1) home.push(...unit);
    else groups.push([...unit]);
  }
  return groups;
}

/** What stands together anyway, by the last stage of its clauses. */
function unitsOf(clauses: readonly Clause[]): readonly (readonly Clause[])[] {
  const units = new Map<unknown, Clause[]>();
  for (const clause of clauses) {
    const key = clause.stage === "first" ? "first" : (clause.glue ?? clause);
    const unit = units.get(key);
    if (unit) unit.push(clause);
    else units.set(key, [clause]);
  }
  return [...units.values()].toSorted((a, b) => rankOf(stageOf(a)) - rankOf(stageOf(b)));
}

function rankOf(stage: Stage): number {
  return stages.indexOf(stage);
}

function stageOf(unit: readonly Clause[]): Stage {
  return stages[Math.max(...unit.map(({ stage }) => rankOf(stage)))] ?? "change";
}

function deedsOf(clauses: readonly Clause[]) {
  return clauses.flatMap(({ deeds }) => deeds);
}

/** Whether a unit can join a statement without making either of them dearer. */
function belongs(
  group: readonly Clause[],
  unit: readonly Clause[],
  traits: TableTraits,
  online: boolean,
): boolean {
  // A drop of what comes back stands alone with its like; pure drops may join it.
  const isFirst = group.some(({ stage }) => stage === "first");
  if ([...group, ...unit].some(({ alone }) => alone)) return false;
  if (isFirst && stageOf(unit) !== "drop") return false;
  const all = [...group, ...unit];
  const costs = [costOf(deedsOf(group), traits), costOf(deedsOf(unit), traits)] as const;
  const both = costOf(deedsOf(all), traits);
  if (both.way === "copy" && all.some(({ neverCopied }) => neverCopied)) return false;
  if (online && costs[0].lock !== costs[1].lock) return false;
  return wayRank(both.way) <= Math.max(...costs.map(({ way }) => wayRank(way))) && !isWorse(both, costs);
}

function isWorse(both: Cost, costs: readonly Cost[]): boolean {
  return both.lock === "SHARED" && costs.every(({ lock }) => lock === "NONE");
}

/** How a table is partitioned follows everything else, without a comma. */
function isLast({ stage }: Clause): boolean {
  return stage === "partition";
}

/**
 * How a statement says that it shall hold nobody up. MySQL takes no lock beside INSTANT, which needs none.
 *
 * @see https://dev.mysql.com/doc/refman/9.4/en/alter-table.html#alter-table-concurrency
 */
function askedOf({ name }: { readonly name: string }, { server }: TableTraits): readonly string[] {
  const isAlone = name === "INSTANT" && server.flavour !== "mariadb";
  return [`ALGORITHM=${name}`, ...(isAlone ? [] : ["LOCK=NONE"])];
}

/** One statement. */
export function alterStep(clauses: readonly Clause[], traits: TableTraits, work: Work): DraftStep {
  const cost = costOf(deedsOf(clauses), traits);
  const algorithm = clauses.every(isMaintenance(traits)) ? undefined : algorithmOf(cost, traits);
  const gentle = work.context.policy?.online === true && algorithm?.lock === "NONE";
  const isOnlyPartitions = clauses.every(isLast);
  const asked = gentle && !isOnlyPartitions ? askedOf(algorithm, traits) : [];
  const undo = undoOf(clauses);
  const loses = clauses.flatMap((clause) => clause.loses ?? []);
  const remarks = clauses.flatMap((clause) => clause.remarks ?? []);
  const sql = statement(
    clauses.map(({ sql: text, stage }) => ({ text, isLast: stage === "partition" })),
    asked,
    work,
  );
  return {
    ...harmless,
    ...noDependencies,
    sql,
    comment: `modify ${JSON.stringify(work.to.name)} table`,
    sources: uniqueSources(clauses.map(({ source }) => source)),
    blocks: blocksOf(cost),
    rewrites: cost.way === "rebuild" || cost.way === "copy",
    scans: clauses.some(({ scans }) => scans),
    losesData: loses.length > 0,
    loses,
    ...(remarks.length > 0 && { remarks }),
    transactional: false,
    ...(holdsSemicolons(sql) && { compound: true }),
    ...(algorithm && { algorithm }),
    ...(avoidable(clauses, traits, work) && { avoidedBy: ["online"] }),
    table: tableRef(work.to.schema, work.to.name),
    undo:
      undo.length === clauses.length
        ? [
            statement(
              undo.map((text) => ({ text, isLast: /^(?:PARTITION BY|REMOVE PARTITIONING)/.test(text) })),
              [],
              work,
            ),
          ]
        : [],
    creates: uniqueRefs(clauses.flatMap(({ creates = [] }) => creates)),
    drops: uniqueRefs(clauses.flatMap(({ drops = [] }) => drops)),
    needs: uniqueRefs([
      tableRef(work.to.schema, work.to.name),
      ...clauses.flatMap(({ needs = [] }) => needs),
    ]),
    releases: uniqueRefs(clauses.flatMap(({ releases = [] }) => releases)),
  };
}

/** In reverse; a computed column comes back after those that it reads. */
function undoOf(clauses: readonly Clause[]): readonly string[] {
  const undo = clauses.flatMap((clause) => clause.undo ?? []);
  const isAdded = (sql: string): boolean => sql.startsWith("ADD COLUMN ");
  if (!undo.some((sql) => /^ADD COLUMN .* AS \(/s.test(sql))) return undo.toReversed();
  return [...undo.filter((sql) => !isAdded(sql)).toReversed(), ...undo.filter(isAdded)];
}

interface Action {
  readonly text: string;
  readonly isLast: boolean;
}

function statement(actions: readonly Action[], asked: readonly string[], { from, to, server }: Work): string {
  const hasHistory = from.systemVersioned || to.systemVersioned;
  const list = [...actions.filter((action) => !action.isLast).map(({ text }) => text), ...asked].join(", ");
  const partitions = actions.filter((action) => action.isLast).map(({ text }) => text);
  // A table that keeps what was in it refuses to change its columns unless it is told to.
  const keeps = hasHistory && actions.some(({ text }) => changesHistory.test(text));
  const prefix =
    keeps && server.flavour === "mariadb" ? "SET STATEMENT system_versioning_alter_history=KEEP FOR " : "";
  return [`${prefix}ALTER TABLE ${qualified(to)}`, ...(list === "" ? [] : [list]), ...partitions].join(" ");
}

const changesHistory =
  /^(?:ADD COLUMN|DROP COLUMN|MODIFY COLUMN|CHANGE COLUMN|DROP PRIMARY|ADD PRIMARY|ENGINE|DROP PERIOD|ADD PERIOD)/;

/** Where partitions are added and dropped in one way alone, which no statement may ask for. */
function isMaintenance({ server }: TableTraits): (clause: Clause) => boolean {
  return ({ deeds }) =>
    !supports(server, "partitionAlgorithm") &&
    deeds.every((deed) => deed === "add_or_drop_partition" || deed === "move_partitions");
}

/**
 * Whether others would not be held up if the policy asked for that: MySQL copies a table for another expression of a
 * virtual column, which can be dropped and added in an instant.
 */
function avoidable(clauses: readonly Clause[], { server }: TableTraits, { context }: Work): boolean {
  if (server.flavour !== "mysql" || context.policy?.online === true) return false;
  const long = clauses.filter(({ deeds }) => costOf(deeds, traitsless(server)).way === "copy");
  return (
    long.length > 0 && long.every(({ deeds }) => deeds.every((deed) => deed === "change_virtual_expression"))
  );
}

function traitsless(server: TableTraits["server"]): TableTraits {
  return {
    server,
    isInnodb: true,
    isCompressed: false,
    hasFulltext: false,
    hasVirtual: false,
    hasStored: false,
    hasCascade: false,
  };
}

function uniqueSources(sources: readonly StepSource[]): readonly StepSource[] {
  return [...new Map(sources.map((source) => [JSON.stringify(source), source])).values()];
}

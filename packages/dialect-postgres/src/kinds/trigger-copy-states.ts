import {
  type DraftStep,
  harmless,
  noDependencies,
  type Ref,
  refOf,
  type State,
  type StepsContext,
} from "@atlas/core";
import { type CatalogQuery, type CatalogRows, type ReadContext, rowsOf } from "../kind.ts";
import { ident, qualified } from "../text.ts";
import { inScope, isMade } from "./catalog-text.ts";
import { type Enabled, enabledWords, readEnabled } from "./relation-parts.ts";
import { childrenOf } from "./table/family.ts";
import type { TableName } from "./table/model.ts";
import { tableRef } from "./table/states.ts";

/** When the copy of a trigger in a partition is at work, where that is not when the trigger it is a copy of is. */
export interface CopyState {
  readonly on: TableName;
  readonly enabled: Enabled;
}

interface CopyRow {
  readonly id: number;
  readonly schema: string;
  readonly relation: string;
  readonly foreign: boolean;
  readonly enabled: string;
}

/** By the trigger that all copies stem from; those of a table before those of its partitions. */
export const copyStatesQuery: CatalogQuery = {
  name: "states of trigger copies",
  when: isMade("pg_trigger", "o.tgenabled <> 'O'"),
  sql: (version) =>
    version < 130_000
      ? "SELECT 0::float8 AS id, '' AS schema, '' AS relation, false AS foreign, '' AS enabled WHERE $1::text[] IS NULL AND $2 IS NULL"
      : `WITH RECURSIVE copies AS (
        SELECT o.oid AS root, o.oid, o.tgrelid, o.tgenabled, o.tgenabled AS above, 0 AS depth
          FROM pg_catalog.pg_trigger o WHERE NOT o.tgisinternal AND o.tgparentid = 0
        UNION ALL
        SELECT c.root, o.oid, o.tgrelid, o.tgenabled, c.tgenabled, c.depth + 1
          FROM copies c JOIN pg_catalog.pg_trigger o ON o.tgparentid = c.oid)
      SELECT o.root::int8::float8 AS id, n.nspname::text AS schema, c.relname::text AS relation, c.relkind = 'f' AS foreign,
          o.tgenabled::text AS enabled
        FROM copies o JOIN pg_catalog.pg_class c ON c.oid = o.tgrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND ${inScope}
        WHERE o.tgenabled <> o.above ORDER BY 1, o.depth, 2, 3`,
};

/** The states of copies by the id of their trigger. */
export function readCopyStates(
  rows: CatalogRows,
  context: ReadContext,
): (id: number) => readonly CopyState[] {
  const byId = Map.groupBy(rowsOf<CopyRow>(rows, copyStatesQuery), ({ id }) => id);
  return (id) =>
    (byId.get(id) ?? []).map(({ schema, relation, foreign, enabled }) => ({
      on: { schema: context.schemaName(schema), name: relation, ...(foreign && { foreign: true as const }) },
      enabled: readEnabled(enabled),
    }));
}

/** What its copies are copies of. */
interface Original extends Ref {
  readonly table: string;
  readonly enabled: Enabled;
  readonly copyStates?: readonly CopyState[];
  readonly leftStates?: readonly CopyState[];
}

/**
 * The statements that bring the copies of a trigger to their states, partition after partition from the top.
 *
 * @param before - what it was; `undefined`: its copies are all at work when it is.
 */
export function copyStateSteps(
  before: Original | undefined,
  trigger: Original,
  change: string,
  context: StepsContext,
): readonly DraftStep[] {
  if (!trigger.copyStates && !before?.copyStates) return [];
  const present = before ? statesBelow(before, context.from) : new Map<string, Enabled>();
  const tree = statesBelow(trigger, context.to);
  const stepsBelow = (table: TableName, above: Enabled): readonly DraftStep[] =>
    partitionsOf(context.to, table).flatMap((partition) => {
      const enabled = tree.get(qualified(partition)) ?? above;
      const old = before ? present.get(qualified(partition)) : trigger.enabled;
      const isThere = enabled === old || (old === undefined && enabled === above && !before);
      return [
        ...(isThere ? [] : [stateStep(trigger, partition, { enabled, old }, change, context)]),
        ...stepsBelow(partition, enabled),
      ];
    });
  return stepsBelow({ schema: trigger.schema, name: trigger.table }, trigger.enabled);
}

function partitionsOf(state: State, table: TableName): readonly TableName[] {
  return childrenOf(state, table).filter(({ partitionOf }) => partitionOf !== undefined);
}

/** When the copies are at work, by the qualified names of the partitions. */
function statesBelow(trigger: Original, state: State): ReadonlyMap<string, Enabled> {
  const own = new Map((trigger.copyStates ?? []).map(({ on, enabled }) => [qualified(on), enabled]));
  const found = new Map<string, Enabled>();
  const visit = (table: TableName, above: Enabled): void => {
    for (const partition of partitionsOf(state, table)) {
      const enabled = own.get(qualified(partition)) ?? above;
      found.set(qualified(partition), enabled);
      visit(partition, enabled);
    }
  };
  visit({ schema: trigger.schema, name: trigger.table }, trigger.enabled);
  return found;
}

function stateStep(
  trigger: Original,
  partition: TableName,
  { enabled, old }: { readonly enabled: Enabled; readonly old: Enabled | undefined },
  change: string,
  context: StepsContext,
): DraftStep {
  const copy: Ref = { kind: "trigger", schema: partition.schema, table: partition.name, name: trigger.name };
  // Else the partitions below would follow.
  const only = partitionsOf(context.to, partition).length > 0 ? "ONLY " : "";
  const alter = (state: Enabled): string =>
    `ALTER TABLE ${only}${qualified(partition)} ${enabledWords[state]} TRIGGER ${ident(trigger.name)}`;
  return {
    ...harmless,
    ...noDependencies,
    sql: alter(enabled),
    comment: `modify trigger ${JSON.stringify(trigger.name)}`,
    sources: [{ change, subject: refOf(trigger) }],
    blocks: "writes",
    ...(old !== undefined && { undo: [alter(old)] }),
    needs: [refOf(trigger), copy, tableRef(partition)],
  };
}

/**
 * The statements that bring the copies back to their states that are in partitions which nobody manages here, once
 * all copies have followed their trigger. A dev database has no such partitions.
 */
export function leftStateSteps(
  before: Original | undefined,
  trigger: Original,
  change: string,
): readonly DraftStep[] {
  return (before?.leftStates ?? []).map(({ on, enabled }) => ({
    ...harmless,
    ...noDependencies,
    sql: `ALTER TABLE ${qualified(on)} ${enabledWords[enabled]} TRIGGER ${ident(trigger.name)}`,
    comment: `modify trigger ${JSON.stringify(trigger.name)}`,
    sources: [{ change, subject: refOf(trigger) }],
    blocks: "writes",
    needs: [refOf(trigger)],
    unprovable: true,
  }));
}

/**
 * The present state, in which a trigger has apart what its copies do in partitions that are not managed. What they
 * do in partitions that go is not there.
 */
export function leaveCopyStatesAlone(from: State, to: State): State {
  if (!from.objects.some((object) => object.kind === "trigger" && "copyStates" in object)) return from;
  const tablesOf = ({ objects }: State): ReadonlySet<string> =>
    new Set(objects.filter(({ kind }) => kind === "table" || kind === "foreign_table").map(qualified));
  const [present, declared] = [tablesOf(from), tablesOf(to)];
  return {
    ...from,
    objects: from.objects.map((object) => {
      if (object.kind !== "trigger" || !("copyStates" in object)) return object;
      const { copyStates, ...rest } = object;
      // Of its kind, so it is a trigger's.
      const all = copyStates as readonly CopyState[];
      const kept = all.filter(({ on }) => declared.has(qualified(on)));
      const left = all.filter(({ on }) => !declared.has(qualified(on)) && !present.has(qualified(on)));
      return {
        ...rest,
        ...(kept.length > 0 && { copyStates: kept }),
        ...(left.length > 0 && { leftStates: left }),
      };
    }),
  };
}

import { type DraftStep, harmless, noDependencies, type Ref, refOf, type StepsContext } from "@atlas/core";
import { type CatalogQuery, type CatalogRows, type ReadContext, rowsOf } from "../kind.ts";
import { ident, qualified } from "../text.ts";
import { inScope, isMade } from "./catalog-text.ts";
import { type Enabled, enabledWords, readEnabled } from "./relation-parts.ts";
import { descendantsOf } from "./table/family.ts";

/** When the copy of a trigger in a partition is at work, where that is not when the trigger it is a copy of is. */
export interface CopyState {
  readonly on: { readonly schema: string; readonly name: string };
  readonly enabled: Enabled;
}

interface CopyRow {
  readonly id: number;
  readonly schema: string;
  readonly relation: string;
  readonly enabled: string;
}

/** By the trigger that all copies stem from; those of a table before those of its partitions. */
export const copyStatesQuery: CatalogQuery = {
  name: "states of trigger copies",
  when: isMade("pg_trigger", "o.tgenabled <> 'O'"),
  sql: (version) =>
    version < 130_000
      ? "SELECT 0::float8 AS id, '' AS schema, '' AS relation, '' AS enabled WHERE $1::text[] IS NULL AND $2 IS NULL"
      : `WITH RECURSIVE copies AS (
        SELECT o.oid AS root, o.oid, o.tgrelid, o.tgenabled, o.tgenabled AS above, 0 AS depth
          FROM pg_catalog.pg_trigger o WHERE NOT o.tgisinternal AND o.tgparentid = 0
        UNION ALL
        SELECT c.root, o.oid, o.tgrelid, o.tgenabled, c.tgenabled, c.depth + 1
          FROM copies c JOIN pg_catalog.pg_trigger o ON o.tgparentid = c.oid)
      SELECT o.root::int8::float8 AS id, n.nspname::text AS schema, c.relname::text AS relation,
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
    (byId.get(id) ?? []).map(({ schema, relation, enabled }) => ({
      on: { schema: context.schemaName(schema), name: relation },
      enabled: readEnabled(enabled),
    }));
}

/** A trigger that is made again is at work in each partition when it was. */
export function restoreCopyStates(
  trigger: Ref & { readonly table: string },
  states: readonly CopyState[],
  context: StepsContext,
): readonly DraftStep[] {
  if (states.length === 0) return [];
  const below = new Set(
    descendantsOf(context.to, { schema: trigger.schema, name: trigger.table }).map(qualified),
  );
  return states
    .filter(({ on }) => below.has(qualified(on)))
    .map(({ on, enabled }): DraftStep => {
      const copy: Ref = { kind: "trigger", schema: on.schema, table: on.name, name: trigger.name };
      return {
        ...harmless,
        ...noDependencies,
        sql: `ALTER TABLE ${qualified(on)} ${enabledWords[enabled]} TRIGGER ${ident(trigger.name)}`,
        comment: `modify trigger ${JSON.stringify(trigger.name)}`,
        sources: [{ change: "modify_trigger", subject: refOf(trigger) }],
        blocks: "writes",
        needs: [refOf(trigger), copy],
      };
    });
}

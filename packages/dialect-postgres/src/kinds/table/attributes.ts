import type { DraftStep, Ref, StepSource } from "@atlas/core";
import { commentStep, ident, qualified } from "../../text.ts";
import { loggedRef, newRowTypeRef, rowTypeRef } from "./aspects.ts";
import { isSelfReference } from "./foreign-keys.ts";
import type { Option, ReplicaIdentity, Table } from "./model.ts";
import { optionChanges, optionsSql } from "./options.ts";
import { alterStep, type Clause } from "./step.ts";
import { tableRef } from "./states.ts";

/** Parameters that are set while others read and write. All others need the whole table for a moment. */
const gentleOptions =
  /^(?:toast\.)?(?:autovacuum_|fillfactor$|parallel_workers$|toast_tuple_target$|vacuum_|log_autovacuum)/;

/** What the table says about itself, as actions of its ALTER TABLE. */
export function attributeClauses(from: Table, to: Table, source: StepSource): readonly Clause[] {
  return [
    ...(from.unlogged === to.unlogged
      ? []
      : [
          {
            sql: `SET ${to.unlogged ? "UNLOGGED" : "LOGGED"}`,
            undo: `SET ${from.unlogged ? "UNLOGGED" : "LOGGED"}`,
            source,
            blocks: "everything" as const,
            rewrites: true,
            scans: true,
            ...loggedFacts(to),
          },
        ]),
    ...(from.accessMethod === to.accessMethod
      ? []
      : [
          {
            sql: `SET ACCESS METHOD ${ident(to.accessMethod ?? "heap")}`,
            undo: `SET ACCESS METHOD ${ident(from.accessMethod ?? "heap")}`,
            source,
            blocks: "everything" as const,
            rewrites: true,
            scans: true,
            drops: [rowTypeRef(to)],
            creates: [newRowTypeRef(to)],
          },
        ]),
    ...optionClauses(from.options, to.options, source),
  ];
}

/** What is logged points to what is logged: a table is so after those that it points to, and no longer before them. */
function loggedFacts(to: Table): Pick<Clause, "creates" | "drops" | "needs" | "releases"> {
  const others = to.foreignKeys
    .filter((key) => !isSelfReference(to, key))
    .map(({ references }) => loggedRef(references));
  return to.unlogged
    ? { drops: [loggedRef(to), rowTypeRef(to)], creates: [newRowTypeRef(to)], releases: others }
    : { drops: [rowTypeRef(to)], creates: [loggedRef(to), newRowTypeRef(to)], needs: others };
}

function optionClauses(
  from: readonly Option[],
  to: readonly Option[],
  source: StepSource,
): readonly Clause[] {
  const change = optionChanges(from, to);
  const back = optionChanges(to, from);
  const touched = [...change.set.map((option) => option.name), ...change.reset];
  if (touched.length === 0) return [];
  const actions = ({ set, reset }: typeof change): string =>
    [
      ...(set.length > 0 ? [`SET (${optionsSql(set)})`] : []),
      ...(reset.length > 0 ? [`RESET (${reset.join(", ")})`] : []),
    ].join(", ");
  const blocks = touched.every((name) => gentleOptions.test(name)) ? "ddl" : "everything";
  return [{ sql: actions(change), undo: actions(back), source, blocks }];
}

/** Row security, each switch a statement with a comment of its own. */
export function rowSecuritySteps(
  from: Pick<Table, "rowSecurity" | "forceRowSecurity">,
  to: Table,
  source: StepSource,
): readonly DraftStep[] {
  const name = JSON.stringify(to.name);
  const toggle = (on: boolean, yes: string, no: string, what: string): readonly DraftStep[] =>
    alterStep(
      to,
      [{ sql: on ? yes : no, undo: on ? no : yes, source, blocks: "everything" }],
      `${on ? "enable" : "disable"} ${what} for ${name} table`,
    );
  return [
    ...(from.rowSecurity === to.rowSecurity
      ? []
      : toggle(
          to.rowSecurity,
          "ENABLE ROW LEVEL SECURITY",
          "DISABLE ROW LEVEL SECURITY",
          "row-level security",
        )),
    ...(from.forceRowSecurity === to.forceRowSecurity
      ? []
      : toggle(
          to.forceRowSecurity,
          "FORCE ROW LEVEL SECURITY",
          "NO FORCE ROW LEVEL SECURITY",
          "forced row-level security",
        )),
  ];
}

/** After the indexes, as it may name one. */
export function replicaIdentityStep(
  from: ReplicaIdentity,
  to: Table,
  source: StepSource,
): readonly DraftStep[] {
  const action = (identity: ReplicaIdentity): string =>
    identity.by === "index"
      ? `REPLICA IDENTITY USING INDEX ${ident(identity.index)}`
      : `REPLICA IDENTITY ${identity.by.toUpperCase()}`;
  const identity = to.replicaIdentity;
  const needs = identity.by === "index" ? indexRefs(to, identity.index) : [];
  return alterStep(to, [{ sql: action(identity), undo: action(from), source, blocks: "everything", needs }]);
}

/**
 * Marks the index that CLUSTER goes by, after the indexes; nothing is clustered.
 *
 * @see https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-DESC-CLUSTER-ON
 */
export function clusterStep(from: string | undefined, to: Table, source: StepSource): readonly DraftStep[] {
  const action = (index: string | undefined): string =>
    index === undefined ? "SET WITHOUT CLUSTER" : `CLUSTER ON ${ident(index)}`;
  const needs = to.clusterOn === undefined ? [] : indexRefs(to, to.clusterOn);
  return alterStep(to, [{ sql: action(to.clusterOn), undo: action(from), source, blocks: "ddl", needs }]);
}

/** What an index of that name may be: one by itself, or that of a key. */
function indexRefs({ schema, name: table }: Table, name: string): readonly Ref[] {
  return ["index", "unique", "primary_key", "exclusion"].map((kind) => ({ kind, schema, table, name }));
}

export function tableCommentStep(from: string | undefined, to: Table, source: StepSource): DraftStep {
  return commentStep(
    `TABLE ${qualified(to)}`,
    `table: ${JSON.stringify(to.name)}`,
    tableRef(to),
    to.comment,
    from,
    source.change,
    source.subject,
  );
}

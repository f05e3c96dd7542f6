import {
  type DraftStep,
  harmless,
  noDependencies,
  refKey,
  refOf,
  schemaOf,
  type StepsContext,
} from "@atlas/core";
import { qualified } from "../../text.ts";
import { alterSteps } from "./alter-clauses.ts";
import { outwardKeys } from "./alter.ts";
import type { DropTable } from "./changes.ts";
import { dropForeignKey } from "./clauses-keys.ts";
import { createTableSql, tableUses } from "./create.ts";
import { referencedRefs } from "./foreign-key-peers.ts";
import { partRef } from "./model.ts";
import { constraintNames, uniqueRefs } from "./refs.ts";
import { serverOfState } from "./states.ts";

/** In a circle of tables the foreign keys go first, by themselves. */
export function dropTableSteps(change: DropTable, context: StepsContext): readonly DraftStep[] {
  const table = change.from;
  const outward = outwardKeys(table);
  const isDetached = context.detach.has(refKey(refOf(table)));
  const work = { from: table, to: table, server: serverOfState(context.to), context };
  const early = isDetached
    ? alterSteps(
        outward.map((key) =>
          dropForeignKey(
            key,
            { change: "drop_foreign_key", subject: partRef(table, "foreign_key", key.name) },
            work,
            "drop",
          ),
        ),
        work,
      )
    : [];
  const kept = isDetached ? table.foreignKeys.filter((key) => !outward.includes(key)) : table.foreignKeys;
  return [
    ...early,
    {
      ...harmless,
      ...noDependencies,
      sql: `DROP TABLE ${context.policy?.dropTable?.ifExists ? "IF EXISTS " : ""}${qualified(table)}`,
      comment: `drop ${JSON.stringify(table.name)} table`,
      sources: [{ change: change.kind, subject: change.subject }],
      blocks: "everything",
      losesData: true,
      loses: [`table "${[table.schema, table.name].filter((part) => part !== "").join(".")}"`],
      transactional: false,
      table: refOf(table),
      // Brings the definition back, not the rows: `losesData` stays true.
      undo: [createTableSql(table, kept, { to: context.from, indent: "" })],
      drops: [refOf(table), ...constraintNames({ ...table, foreignKeys: kept }, work.server)],
      releases: uniqueRefs([
        ...schemaOf(table),
        ...tableUses(table),
        ...(isDetached ? [] : outward.flatMap((key) => referencedRefs(key, context.from))),
      ]),
    },
  ];
}

import { type DraftStep, harmless, noDependencies, refKey, refOf, type StepsContext } from "@atlas/core";
import { qualified } from "../../text.ts";
import type { DropTable } from "./changes.ts";
import { dropConstraint } from "./constraints.ts";
import { createTableSteps, tableNeeds } from "./create.ts";
import { dropFacts } from "./family-steps.ts";
import { isSelfReference, referencedRefs } from "./foreign-keys.ts";
import { partRef } from "./model.ts";
import { alterStep, sourceOf, uniqueRefs } from "./step.ts";
import { tableRef } from "./states.ts";

/** In a circle of tables the foreign keys go first, by themselves. */
export function dropTableSteps(change: DropTable, context: StepsContext): readonly DraftStep[] {
  const table = change.from;
  const source = sourceOf(change);
  const family = dropFacts(table);
  const outward = table.foreignKeys.filter((key) => !isSelfReference(table, key));
  const isDetached = context.detach.has(refKey(refOf(table)));
  const early = isDetached
    ? alterStep(
        table,
        outward.map((key) =>
          dropConstraint(table, key, { change: "drop_foreign_key", subject: partRef(table, key) }),
        ),
      )
    : [];
  const undo = createTableSteps(
    {
      kind: "add_table",
      object: change.object,
      subject: change.subject,
      to: isDetached
        ? { ...table, foreignKeys: table.foreignKeys.filter((key) => isSelfReference(table, key)) }
        : table,
    },
    { from: context.to, to: context.from, indent: "", detach: new Set() },
  ).map((step) => step.sql);
  return [
    ...early,
    {
      ...harmless,
      ...noDependencies,
      sql: [
        "DROP TABLE",
        ...(context.policy?.dropTable?.ifExists ? ["IF EXISTS"] : []),
        qualified(table),
        ...(context.policy?.dropTable?.cascade ? ["CASCADE"] : []),
      ].join(" "),
      comment: `drop ${JSON.stringify(table.name)} table`,
      sources: [source],
      blocks: "everything",
      losesData: true,
      loses: [`table "${[table.schema, table.name].filter((part) => part !== "").join(".")}"`],
      table: tableRef(table),
      undo,
      drops: [tableRef(table), ...family.drops],
      releases: uniqueRefs([
        ...family.releases,
        ...tableNeeds(table),
        ...(isDetached ? [] : outward.flatMap(referencedRefs)),
        ...table.indexes.flatMap((index) => index.uses),
      ]),
    },
  ];
}

import type { DraftStep, StepsContext, StepSource } from "@atlas/core";
import { gentlenessOf } from "./gentle.ts";
import { createIndexStep } from "./index-steps.ts";
import type { Index, Table } from "./model.ts";
import { completeIndexSteps } from "./partition-indexes.ts";

/** The steps that give an index to a table that is there. */
export function addIndexSteps(
  table: Table,
  index: Index,
  source: StepSource,
  context: StepsContext,
): readonly DraftStep[] {
  const { createIndexes, online } = gentlenessOf(context.policy);
  const { ifNotExists } = context.policy?.addIndex ?? {};
  const ordinary = createIndexStep(table, index, source, "existing", { ifNotExists });
  if (table.partitionKey === undefined)
    return [
      createIndexes
        ? createIndexStep(table, index, source, "existing", { concurrently: true, ifNotExists })
        : { ...ordinary, avoidedBy: ["concurrent_index"] },
    ];
  // One that is declared incomplete is made without a look at the partitions.
  if (index.invalid) return [{ ...ordinary, scans: false }];
  const parts = online && createIndexes ? completeIndexSteps(table, index, source, context) : undefined;
  if (parts)
    return [
      {
        ...createIndexStep(table, { ...index, invalid: true }, source, "existing", { ifNotExists }),
        scans: false,
      },
      ...parts,
    ];
  const name = JSON.stringify(index.name);
  const remark = online
    ? `${name} is built while writes wait: no index is built concurrently on a partitioned table, and its partitions are not known`
    : `${name} is built while writes wait: no index is built concurrently on a partitioned table; diff.online builds it on its partitions`;
  return [{ ...ordinary, ...(createIndexes ? { remarks: [remark] } : { avoidedBy: ["online"] }) }];
}

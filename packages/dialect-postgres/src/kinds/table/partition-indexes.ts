import { type DraftStep, harmless, noDependencies, type StepsContext, type StepSource } from "@atlas/core";
import { qualified } from "../../text.ts";
import { isSameShape } from "./absorb.ts";
import { childrenOf } from "./family.ts";
import { gentlenessOf } from "./gentle.ts";
import { createIndexStep, dropIndexStep } from "./index-steps.ts";
import { type Index, partRef, type Table } from "./model.ts";
import { indexName } from "./names.ts";
import { tableRef } from "./states.ts";

/**
 * The steps that make an index of a new table. One of a partitioned table that is declared incomplete is made on
 * that table alone, once its partitions are there, and gets those parts that it has.
 */
export function newIndexSteps(
  table: Table,
  index: Index,
  source: StepSource,
  { to, policy }: StepsContext,
): readonly DraftStep[] {
  const create = createIndexStep(table, index, source, "new", policy?.addIndex);
  if (!table.partitionKey || !index.invalid) return [create];
  const partitions = childrenOf(to, table).filter(({ foreign }) => !foreign);
  return [
    { ...create, needs: [...create.needs, ...partitions.map(tableRef)] },
    ...partitions.flatMap((child) => {
      const own = child.fromParents?.find(({ of, part }) => of === index.name && part.kind === "index");
      return own?.part.kind === "index" ? makeAndAttach(table, index, child, own.part, source) : [];
    }),
  ];
}

/** Whether an index of a partitioned table lacks nothing but its parts on some partitions. */
export function isOnlyIncomplete(from: Index, to: Index): boolean {
  return from.invalid && !to.invalid && from.name === to.name && isSameShape(from, to);
}

/**
 * Gives an index of a partitioned table the parts that it lacks: an index of a partition that is there already is
 * attached, others are built. With the last one the index is valid.
 *
 * @returns `undefined` where the partitions are not known, as nobody manages them, and where some are foreign.
 */
export function completeIndexSteps(
  table: Table,
  index: Index,
  source: StepSource,
  context: StepsContext,
): readonly DraftStep[] | undefined {
  const { createIndexes, dropIndexes } = gentlenessOf(context.policy);
  const partitions = childrenOf(context.from, table);
  // Of the parts of an index that is made so, the server waits for those of foreign tables, which have none.
  if (partitions.length === 0 || partitions.some(({ foreign }) => foreign)) return undefined;
  const remaining = new Set(childrenOf(context.to, table).map((child) => child.name));
  return partitions
    .filter((child) => remaining.has(child.name))
    .flatMap((child) => {
      if (child.fromParents?.some(({ of, part }) => of === index.name && part.kind === "index")) return [];
      const present = child.indexes.find((own) => isSameShape(own, index) && !own.invalid);
      if (present) return [attachStep(table, index, child, present.name, source)];
      const columns = index.parts.map((part) => part.column ?? "expr");
      const name = indexName(child.name, columns);
      const part = { ...index, name, invalid: false };
      const isLeaf = child.partitionKey === undefined;
      // No server builds the index of a partitioned table concurrently: this one is built on its partitions again.
      const parts = isLeaf || !createIndexes ? undefined : completeIndexSteps(child, part, source, context);
      const create = parts
        ? { ...createIndexStep(child, { ...part, invalid: true }, source, "existing"), scans: false }
        : createIndexStep(child, part, source, "existing", { concurrently: createIndexes && isLeaf });
      const broken = child.indexes.find((own) => own.name === name && own.invalid);
      return [
        ...(broken ? [dropIndexStep(child, broken, source, { concurrently: dropIndexes && isLeaf })] : []),
        createIndexes ? create : { ...create, avoidedBy: [isLeaf ? "concurrent_index" : "online"] },
        ...(parts ?? []),
        attachStep(table, index, child, name, source),
      ];
    });
}

function makeAndAttach(
  table: Table,
  index: Index,
  child: Table,
  part: Index,
  source: StepSource,
): readonly DraftStep[] {
  const create = createIndexStep(child, part, source, "new");
  return [create, attachStep(table, index, child, part.name, source)];
}

function attachStep(table: Table, index: Index, child: Table, part: string, source: StepSource): DraftStep {
  return {
    ...harmless,
    ...noDependencies,
    sql: `ALTER INDEX ${qualified({ schema: table.schema, name: index.name })} ATTACH PARTITION ${qualified({ schema: child.schema, name: part })}`,
    comment: `attach index ${JSON.stringify(part)} to index: ${JSON.stringify(index.name)}`,
    sources: [source],
    // For a moment: whoever plans a query on the partition needs a look at its index.
    blocks: "everything",
    table: tableRef(table),
    needs: [tableRef(child), partRef(table, index)],
  };
}

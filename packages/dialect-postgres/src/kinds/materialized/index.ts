import {
  type Change,
  type CompareContext,
  type DraftStep,
  refOf,
  schemaOf,
  type StepsContext,
} from "@atlas/core";
import type { PostgresKind } from "../../kind.ts";
import { materializedCodec } from "../hcl/materialized.ts";
import { compareStandIns, standInSteps, stepsByStandIn } from "../stand-in.ts";
import { tableEssence } from "../table/essence.ts";
import { majorOf } from "../table/states.ts";
import { asTable, storedTable } from "./as-table.ts";
import type { Materialized } from "./model.ts";
import { materializedCatalog, readMaterialized } from "./read.ts";
import { clusterStep, createSteps, dropMaterialized, fillStep } from "./steps.ts";

export type { Materialized } from "./model.ts";

export const materializedKind: PostgresKind<Materialized> = {
  name: "materialized",
  catalog: materializedCatalog,
  read: readMaterialized,
  recreatable: true,
  whole: (view) => ({ ...view, indexes: view.indexes.map((index) => ({ ...index, invalid: false })) }),

  essence: (view) => ({
    stored: tableEssence(asTable(view)),
    columns: view.columns.map(({ name }) => name),
    definition: view.definition,
    populated: view.populated,
    clusterOn: view.clusterOn,
  }),

  requires: (view) => [
    ...schemaOf(view),
    ...view.uses,
    ...view.columns.flatMap(({ typeRef }) => typeRef ?? []),
    ...view.indexes.flatMap((index) => index.uses),
  ],

  compare(from, to, context) {
    // It is made again, filled, or clusters by another index.
    const whole = { kind: "modify_materialized", object: refOf(to), subject: refOf(to), from, to };
    if (mustRebuild(from, to, context)) return [{ ...whole, rebuild: true, disturbs: [refOf(from)] }];
    const isFilled = !from.populated && to.populated && context.policy?.materialized?.withNoData !== true;
    return [
      ...compareStandIns(storedTable, from, to, context),
      ...(isFilled || from.clusterOn !== to.clusterOn ? [{ ...whole, rebuild: false }] : []),
    ];
  },

  steps: stepsByStandIn<Materialized>("materialized", {
    create: createSteps,
    drop: dropMaterialized,
    modify: modifySteps,
  }),

  hcl: materializedCodec,

  prune: (view, keep) => ({ ...view, indexes: view.indexes.filter((index) => keep("index", index.name)) }),
};

function modifySteps(
  { from, to }: { readonly from: Materialized; readonly to: Materialized },
  whole: Change | undefined,
  parts: readonly Change[],
  context: StepsContext,
): readonly DraftStep[] {
  const stored = standInSteps(storedTable, { from, to }, parts, context);
  // An index that is made again has lost the mark.
  const isLost = parts.some((change) => change.subject.name === to.clusterOn);
  return [
    ...stored,
    ...(isLost || (whole && from.clusterOn !== to.clusterOn) ? [clusterStep(from, to)] : []),
    ...(whole && !from.populated && to.populated && context.policy?.materialized?.withNoData !== true
      ? [fillStep(to)]
      : []),
  ];
}

/** No statement changes the query of a view that is there. */
function mustRebuild(from: Materialized, to: Materialized, context: CompareContext): boolean {
  const shape = ({ definition, columns }: Materialized): string =>
    JSON.stringify([definition, columns.map(({ name, type, collation }) => [name, type, collation])]);
  return shape(from) !== shape(to) || (from.accessMethod !== to.accessMethod && majorOf(context.from) < 15);
}

import {
  type AddChange,
  AtlasError,
  type Change,
  type CompareContext,
  type DraftStep,
  type DropChange,
  type Ref,
  refKey,
  refOf,
  type SchemaObject,
  schemaOf,
  type StepsContext,
} from "@atlas/core";
import type { PostgresKind } from "../../kind.ts";
import { materializedCodec } from "../hcl/materialized.ts";
import { compareStandIns, standInSteps } from "../stand-in.ts";
import { tableEssence } from "../table/essence.ts";
import { majorOf } from "../table/states.ts";
import { asTable, storedTable } from "./as-table.ts";
import type { Materialized } from "./model.ts";
import { materializedCatalog, readMaterialized } from "./read.ts";
import { clusterStep, createSteps, dropMaterialized, fillStep } from "./steps.ts";

export type { Materialized } from "./model.ts";

/** The view itself changes: it is made again, filled, or clusters by another index. */
interface ModifyMaterialized extends Change {
  readonly from: Materialized;
  readonly to: Materialized;
  readonly rebuild: boolean;
}

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
    const whole = { kind: "modify_materialized", object: refOf(to), subject: refOf(to), from, to };
    if (mustRebuild(from, to, context)) return [{ ...whole, rebuild: true, disturbs: [refOf(from)] }];
    const isFilled = !from.populated && to.populated && context.policy?.materialized?.withNoData !== true;
    return [
      ...compareStandIns(storedTable, from, to, context),
      ...(isFilled || from.clusterOn !== to.clusterOn ? [{ ...whole, rebuild: false }] : []),
    ];
  },

  steps(changes, context) {
    const steps: DraftStep[] = [];
    const parts: Change[] = [];
    for (const change of changes) {
      // The engine gives a kind the changes that it made itself, or those of whole objects.
      if (change.kind === "add_materialized")
        steps.push(...createSteps((change as AddChange<Materialized>).to, context));
      else if (change.kind === "drop_materialized")
        steps.push(dropMaterialized((change as DropChange<Materialized>).from));
      else parts.push(change);
    }
    return [...steps, ...modifySteps(parts, context)];
  },

  hcl: materializedCodec,

  prune: (view, keep) => ({ ...view, indexes: view.indexes.filter((index) => keep("index", index.name)) }),
};

function modifySteps(changes: readonly Change[], context: StepsContext): readonly DraftStep[] {
  const [first] = changes;
  if (!first) return [];
  const from = findView(context.from.objects, first.object);
  const to = findView(context.to.objects, first.object);
  if (!from || !to)
    throw new AtlasError("E_INTERNAL", `view "${first.object.name}" is changed but not in both states`);
  const whole = changes.find(isWhole);
  if (whole?.rebuild) return [dropMaterialized(from), ...createSteps(to, context)];
  const parts = changes.filter((change) => change !== whole);
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

/** Changes of the stored table have no `rebuild`. */
function isWhole(change: Change): change is ModifyMaterialized {
  return change.kind === "modify_materialized" && "rebuild" in change;
}

/** No statement changes the query of a view that is there. */
function mustRebuild(from: Materialized, to: Materialized, context: CompareContext): boolean {
  const shape = ({ definition, columns }: Materialized): string =>
    JSON.stringify([definition, columns.map(({ name, type, collation }) => [name, type, collation])]);
  return shape(from) !== shape(to) || (from.accessMethod !== to.accessMethod && majorOf(context.from) < 15);
}

function findView(objects: readonly SchemaObject[], ref: Ref): Materialized | undefined {
  const key = refKey(ref);
  return objects.find(
    (object): object is Materialized => object.kind === "materialized" && refKey(refOf(object)) === key,
  );
}

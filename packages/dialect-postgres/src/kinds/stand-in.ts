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
  type StepsContext,
} from "@atlas/core";
import { qualified } from "../text.ts";
import type { RelationWords } from "./relation-access.ts";
import type { PartChange } from "./table/changes.ts";
import { compareTables } from "./table/compare.ts";
import { memberSteps } from "./table/member-steps.ts";
import type { Table } from "./table/model.ts";

/** What is like a table in most things, and called otherwise. */
export interface StandIn<O extends SchemaObject> extends RelationWords {
  /** The table that is compared and altered in its place. */
  readonly tableOf: (object: O) => Table;
}

/** How such objects are made, dropped and changed. */
export interface StandInRules<O extends SchemaObject> {
  readonly create: (object: O, context: StepsContext) => readonly DraftStep[];
  readonly drop: (object: O, context: StepsContext) => DraftStep;
  /**
   * @param whole - the change of the object itself, which is none of its table.
   * @param parts - the others, as `compareStandIns` returned them.
   */
  readonly modify: (
    objects: { readonly from: O; readonly to: O },
    whole: Change | undefined,
    parts: readonly Change[],
    context: StepsContext,
  ) => readonly DraftStep[];
}

/** The steps of all changes of one object. */
export function stepsByStandIn<O extends SchemaObject>(
  kind: O["kind"],
  rules: StandInRules<O>,
): (changes: readonly Change[], context: StepsContext) => readonly DraftStep[] {
  const find = (objects: readonly SchemaObject[], ref: Ref): O | undefined => {
    const key = refKey(ref);
    return objects.find((object): object is O => object.kind === kind && refKey(refOf(object)) === key);
  };
  const modify = (changes: readonly Change[], context: StepsContext): readonly DraftStep[] => {
    const [first] = changes;
    if (!first) return [];
    const from = find(context.from.objects, first.object);
    const to = find(context.to.objects, first.object);
    if (!from || !to)
      throw new AtlasError("E_INTERNAL", `${kind} "${first.object.name}" is changed but not in both states`);
    // Changes of the table in its place have no `rebuild`.
    const whole = changes.find((change) => change.kind === `modify_${kind}` && "rebuild" in change);
    if (whole && "rebuild" in whole && whole.rebuild === true)
      return [rules.drop(from, context), ...rules.create(to, context)];
    const parts = changes.filter((change) => change !== whole);
    return rules.modify({ from, to }, whole, parts, context);
  };
  return (changes, context) => {
    const steps: DraftStep[] = [];
    const parts: Change[] = [];
    for (const change of changes) {
      // The engine gives a kind the changes that it made itself, or those of whole objects.
      if (change.kind === `add_${kind}`) steps.push(...rules.create((change as AddChange<O>).to, context));
      else if (change.kind === `drop_${kind}`)
        steps.push(rules.drop((change as DropChange<O>).from, context));
      else parts.push(change);
    }
    return [...steps, ...modify(parts, context)];
  };
}

/** What differs between the tables in place of two objects. */
export function compareStandIns<O extends SchemaObject>(
  standIn: StandIn<O>,
  from: O,
  to: O,
  context: CompareContext,
): readonly Change[] {
  return compareTables(standIn.tableOf(from), standIn.tableOf(to), context).map((change) => ({
    ...change,
    kind: change.kind.replace(/_table$/, `_${to.kind}`),
    object: refToOwner(change.object, to),
    subject: refToOwner(change.subject, to),
    ...(change.disturbs && { disturbs: change.disturbs.map((ref) => refToOwner(ref, to)) }),
  }));
}

/** @param changes - what `compareStandIns` returned. */
export function standInSteps<O extends SchemaObject>(
  standIn: StandIn<O>,
  objects: { readonly from: O; readonly to: O },
  changes: readonly Change[],
  context: StepsContext,
): readonly DraftStep[] {
  const { from, to } = objects;
  const suffix = new RegExp(`_${to.kind}$`);
  const parts = changes.map((change) => ({ ...change, kind: change.kind.replace(suffix, "_table") }));
  const steps = memberSteps(
    standIn.tableOf(from),
    standIn.tableOf(to),
    // They are part changes of the table, turned back into what they were.
    parts as readonly Change[] as readonly PartChange[],
    context,
  );
  return [...steps.leaving, ...steps.altered, ...steps.joining].map((step) => ownStep(standIn, step, to));
}

/** A step about the table in its place, as one about the object itself. */
export function ownStep<O extends SchemaObject>(standIn: StandIn<O>, step: DraftStep, object: O): DraftStep {
  const refs = (list: readonly Ref[]): readonly Ref[] => list.map((ref) => refToOwner(ref, object));
  // A partition comes and goes by a statement about its parent, and a constraint is renamed by ALTER TABLE alone.
  const starts = ["ALTER TABLE ", "ALTER TABLE ONLY ", "COMMENT ON TABLE "];
  const sql = (text: string): string =>
    starts.some((start) => text.startsWith(`${start}${qualified(object)} `)) &&
    !text.startsWith(`ALTER TABLE ${qualified(object)} RENAME CONSTRAINT `)
      ? text.replace(" TABLE ", ` ${standIn.keyword} `)
      : text;
  return {
    ...step,
    sql: sql(step.sql),
    undo: step.undo.map(sql),
    comment: step.comment
      .replace(/^modify (".*") table$/, `modify $1 ${standIn.noun}`)
      .replace(/^(set comment to )table: /, `$1${standIn.noun}: `)
      .replace(/^(set comment to column: .* on )table: /, `$1${standIn.noun}: `),
    sources: step.sources.map(({ change, subject }) => ({
      change: change.replace(/_table$/, `_${object.kind}`),
      subject: refToOwner(subject, object),
    })),
    creates: refs(step.creates),
    drops: refs(step.drops),
    needs: refs(step.needs),
    releases: refs(step.releases),
    ...(step.table && { table: refToOwner(step.table, object) }),
  };
}

function refToOwner(ref: Ref, object: SchemaObject): Ref {
  return ref.kind === "table" && ref.schema === object.schema && ref.name === object.name
    ? { ...ref, kind: object.kind }
    : ref;
}

import type { AddChange, Change, DropChange } from "./change.ts";
import { type DraftStep, harmless, noDependencies, type StepsContext } from "./dialect.ts";
import { type Ref, refOf, type SchemaObject } from "./state.ts";

/** An object that stays and differs. */
export interface ModifyChange<O extends SchemaObject> extends Change {
  readonly from: O;
  readonly to: O;
}

/** How an object that changes whole appears, disappears and is altered. */
export interface ObjectRules<O extends SchemaObject> {
  add(object: O, context: StepsContext): readonly DraftStep[];
  drop(object: O, context: StepsContext): readonly DraftStep[];
  modify(from: O, to: O, context: StepsContext): readonly DraftStep[];
}

/** The steps of a kind whose changes are `add_<kind>`, `drop_<kind>` and `modify_<kind>`. */
export function stepsByRules<O extends SchemaObject>(
  rules: ObjectRules<O>,
): (changes: readonly Change[], context: StepsContext) => readonly DraftStep[] {
  return (changes, context) =>
    changes.flatMap((change) => {
      // A kind is only given changes of its own objects, and the three kinds of change say which it is.
      if (change.kind.startsWith("add_")) return rules.add((change as AddChange<O>).to, context);
      if (change.kind.startsWith("drop_")) return rules.drop((change as DropChange<O>).from, context);
      const { from, to } = change as ModifyChange<O>;
      return rules.modify(from, to, context);
    });
}

/** One `modify_<kind>` unless both sides say the same; `facts` are what is compared. */
export function compareWhole<O extends SchemaObject>(
  from: O,
  to: O,
  facts: (object: O) => unknown,
  disturbs: () => readonly Ref[] = () => [],
): readonly ModifyChange<O>[] {
  if (same(facts(from), facts(to))) return [];
  const disturbed = disturbs();
  return [
    {
      kind: `modify_${to.kind}`,
      object: refOf(to),
      subject: refOf(to),
      ...(disturbed.length > 0 && { disturbs: disturbed }),
      from,
      to,
    },
  ];
}

/** Whether two plain values say the same; lists keep their order, keys do not. */
export function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left, sortKeys) === JSON.stringify(right, sortKeys);
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

interface StepText {
  readonly sql: string;
  readonly comment: string;
  readonly undo?: readonly string[];
}

/** A statement that makes an object: it blocks nobody. */
export function createStep(object: SchemaObject, text: StepText, needs: readonly Ref[]): DraftStep {
  const ref = refOf(object);
  return {
    ...harmless,
    ...noDependencies,
    ...text,
    undo: text.undo ?? [],
    sources: [{ change: `add_${object.kind}`, subject: ref }],
    creates: [ref],
    needs,
  };
}

/** A statement that removes an object which holds no rows. */
export function dropStep(object: SchemaObject, text: StepText, releases: readonly Ref[]): DraftStep {
  const ref = refOf(object);
  return {
    ...harmless,
    ...noDependencies,
    ...text,
    undo: text.undo ?? [],
    sources: [{ change: `drop_${object.kind}`, subject: ref }],
    blocks: "ddl",
    drops: [ref],
    releases,
  };
}

/** A statement that alters an object in place; `facts` say what it costs. */
export function alterStep(object: SchemaObject, text: StepText, facts: Partial<DraftStep> = {}): DraftStep {
  const ref = refOf(object);
  return {
    ...harmless,
    ...noDependencies,
    blocks: "ddl",
    ...text,
    undo: text.undo ?? [],
    sources: [{ change: `modify_${object.kind}`, subject: ref }],
    ...facts,
    needs: [ref, ...(facts.needs ?? [])],
  };
}

/** The schema an object lies in, as something it requires; none for the bound schema. */
export function schemaOf(object: { readonly schema: string }): readonly Ref[] {
  return object.schema === "" ? [] : [{ kind: "schema", schema: "", name: object.schema }];
}

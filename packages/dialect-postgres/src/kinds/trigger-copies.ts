import { type DraftStep, type Ref, refKey, refOf, type State, type StepsContext } from "@atlas/core";
import { partitionTriggersRef } from "./table/aspects.ts";
import { descendantsOf } from "./table/family.ts";

interface TableName {
  readonly schema: string;
  readonly name: string;
}

/**
 * The names that a trigger for each row takes in the partitions of its table: the server copies it there, and no
 * trigger of theirs can have its name.
 */
export function copyRefs(trigger: Ref & { readonly level: string }, state: State): readonly Ref[] {
  if (trigger.level !== "ROW" || trigger.table === undefined) return [];
  const { kind, name } = trigger;
  return descendantsOf(state, { schema: trigger.schema, name: trigger.table }).map((table) => ({
    kind,
    schema: table.schema,
    table: table.name,
    name,
  }));
}

/**
 * Whatever ceases to be a partition, of the table or of one below it, does so before its triggers are copied; and what
 * becomes one does so when those that go are gone.
 */
export function copiedTo(trigger: Ref & { readonly level: string }, state: State): readonly Ref[] {
  if (trigger.level !== "ROW" || trigger.table === undefined) return [];
  const table = { schema: trigger.schema, name: trigger.table };
  return [table, ...descendantsOf(state, table)].map(partitionTriggersRef);
}

/** A table that becomes a partition gets copies of triggers: its own of these names go before. */
export function afterOwnTriggers(step: DraftStep, table: TableName, context: StepsContext): DraftStep {
  return { ...step, creates: [...step.creates, ...triggersOnlyIn(context.from, context.to, table)] };
}

/** One that ceases to be a partition loses the copies: its own triggers of these names come afterwards. */
export function beforeOwnTriggers(step: DraftStep, table: TableName, context: StepsContext): DraftStep {
  return { ...step, drops: [...step.drops, ...triggersOnlyIn(context.to, context.from, table)] };
}

function triggersOnlyIn(state: State, other: State, table: TableName): readonly Ref[] {
  const tables = new Set(
    [table, ...descendantsOf(state, table)].map(({ schema, name }) => JSON.stringify([schema, name])),
  );
  const triggersOf = ({ objects }: State): readonly Ref[] =>
    objects
      .filter(({ kind, schema, table: on }) => kind === "trigger" && tables.has(JSON.stringify([schema, on])))
      .map(refOf);
  const known = new Set(triggersOf(other).map(refKey));
  return triggersOf(state).filter((ref) => !known.has(refKey(ref)));
}

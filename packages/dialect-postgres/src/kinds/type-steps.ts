import { createStep, type DraftStep, dropStep, type Ref, type SchemaObject } from "@atlas/core";
import { qualified } from "../text.ts";

/** How types of one sort are made. */
export interface TypeRules<O extends SchemaObject> {
  /** In the comment lines of a plan: `enum type`. */
  readonly title: string;
  /** In DROP. */
  readonly keyword: "TYPE" | "DOMAIN";
  readonly createSql: (type: O) => string;
  /** What CREATE cannot say of a new one, such as its comment. */
  readonly details: (type: O, change: string) => readonly DraftStep[];
  readonly requires: (type: O) => readonly Ref[];
}

/** @param change - what the details belong to. Default: `add_<kind>`. */
export function createType<O extends SchemaObject>(
  rules: TypeRules<O>,
  type: O,
  change = `add_${type.kind}`,
): readonly DraftStep[] {
  const text = {
    sql: rules.createSql(type),
    comment: `create ${rules.title} "${type.name}"`,
    undo: [dropSql(rules, type)],
  };
  return [createStep(type, text, rules.requires(type)), ...rules.details(type, change)];
}

export function dropType<O extends SchemaObject>(rules: TypeRules<O>, type: O): readonly DraftStep[] {
  const text = {
    sql: dropSql(rules, type),
    comment: `drop ${rules.title} "${type.name}"`,
    undo: [rules.createSql(type), ...rules.details(type, `add_${type.kind}`).map((step) => step.sql)],
  };
  return [dropStep(type, text, rules.requires(type))];
}

function dropSql<O extends SchemaObject>({ keyword }: TypeRules<O>, type: O): string {
  return `DROP ${keyword} ${qualified(type)}`;
}

/** Change kinds that every policy may leave out of a plan: those that the custom resources know. */
export const coreSkippableChanges = [
  "add_schema",
  "drop_schema",
  "modify_schema",
  "add_table",
  "drop_table",
  "modify_table",
  "add_column",
  "drop_column",
  "modify_column",
  "add_index",
  "drop_index",
  "modify_index",
  "add_foreign_key",
  "drop_foreign_key",
  "modify_foreign_key",
] as const;

/** Change kinds that a policy of a project file may leave out of a plan. */
export const skippableChanges = [
  ...coreSkippableChanges,
  "rename_table",
  "rename_constraint",
  "add_view",
  "drop_view",
  "modify_view",
  "add_func",
  "drop_func",
  "modify_func",
  "add_proc",
  "drop_proc",
  "modify_proc",
  "add_trigger",
  "drop_trigger",
  "modify_trigger",
] as const;

export type SkippableChange = (typeof skippableChanges)[number];

/**
 * How policies call a kind of change: they say `func` for a function and `proc` for a procedure, and make no
 * difference between views, nor between tables of here and elsewhere.
 */
export function policyName(change: string): string {
  return change
    .replace(/_function$/, "_func")
    .replace(/_procedure$/, "_proc")
    .replace(/_materialized$/, "_view")
    .replace(/_foreign_table$/, "_table");
}

/** What the user allows. */
export interface Policy {
  /** Changes of these kinds are left out of the plan, and named as left out. */
  readonly skip: readonly SkippableChange[];
}

export const defaultPolicy: Policy = { skip: [] };

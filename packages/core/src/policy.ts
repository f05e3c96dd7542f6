/** Change kinds that a policy may leave out of a plan, as in project files and resources. */
export const skippableChanges = [
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
  "add_trigger",
  "drop_trigger",
  "modify_trigger",
] as const;

export type SkippableChange = (typeof skippableChanges)[number];

/** What the user allows. */
export interface Policy {
  /** Changes of these kinds are left out of the plan, and named as left out. */
  readonly skip: readonly SkippableChange[];
}

export const defaultPolicy: Policy = { skip: [] };

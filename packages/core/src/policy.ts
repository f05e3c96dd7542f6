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
  "add_enum",
  "drop_enum",
  "modify_enum",
  "add_role",
  "drop_role",
  "modify_role",
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

/** What the user allows, and how statements are to be written. What is absent is written as the dialect does by default. */
export interface Policy {
  /** Changes of these kinds are left out of the plan, and named as left out. */
  readonly skip: readonly SkippableChange[];
  /**
   * Indexes that come to or go from a table that stays do so while others write to it, outside of any transaction.
   * Default: as `online` says.
   */
  readonly concurrentIndex?: { readonly create?: boolean; readonly drop?: boolean };
  /** Whatever would hold others up for long is done in steps that do not, where the server has some. Default: `false`. */
  readonly online?: boolean;
  /** NOT NULL alone is added as `online` does it. Default: as `online` says. */
  readonly notNull?: { readonly lockSafe?: boolean };
  /** From what size of its table on a step that blocks others gets advice. Default: `defaultThresholds`. */
  readonly thresholds?: Thresholds;
  /** Materialized views that come are left empty, and never filled by a plan. */
  readonly materialized?: { readonly withNoData?: boolean };
  readonly addTable?: { readonly ifNotExists?: boolean };
  readonly addColumn?: { readonly ifNotExists?: boolean };
  readonly addIndex?: { readonly ifNotExists?: boolean };
  /** `cascade`: what nobody knows of and stands on the table goes with it. */
  readonly dropTable?: { readonly ifExists?: boolean; readonly cascade?: boolean };
}

/** A table is large that reaches either. */
export interface Thresholds {
  readonly rows?: number;
  readonly sizeBytes?: number;
}

export const defaultThresholds = { rows: 10_000_000, sizeBytes: 1024 ** 3 } as const;

export const defaultPolicy: Policy = { skip: [] };

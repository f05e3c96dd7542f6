import type { LintContext } from "../../analyzer.ts";
import type { ModelChange } from "../../change.ts";

/** One table that a statement alters, and that was there before the file. */
export interface Alteration {
  readonly change: ModelChange & { readonly type: "modify_table" };
  readonly context: LintContext;
  /** The session checks foreign keys while the statement runs. */
  readonly checksForeignKeys: boolean;
}

/** What is found in an alteration. */
export interface Found {
  readonly code: string;
  readonly text: string;
  /** What to do instead. Default: there is nothing better. */
  readonly fix?: string;
}

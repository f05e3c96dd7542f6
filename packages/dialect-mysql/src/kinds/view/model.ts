import type { Ref } from "@atlas/core";
import type { Originated } from "../origin.ts";

export interface View extends Originated {
  readonly kind: "view";
  /** Empty where the query names them, in a view that a text declares. */
  readonly columns: readonly ViewColumn[];
  /** The query, as the server writes it. */
  readonly definition: string;
  readonly algorithm: "UNDEFINED" | "MERGE" | "TEMPTABLE";
  /** Whose rights count when it is read. */
  readonly security: "DEFINER" | "INVOKER";
  readonly checkOption?: "LOCAL" | "CASCADED";
  /** Something that it speaks of is gone: the server keeps its text and refuses to read it. */
  readonly broken?: true;
  /** Relations and functions that it speaks of. Never compared. */
  readonly uses: readonly Ref[];
  /** Columns that its query names, as far as the text tells. Never compared. */
  readonly usedColumns: readonly Ref[];
}

export interface ViewColumn {
  readonly name: string;
  /** Follows from the query. Never compared. */
  readonly type?: string;
  readonly nullable?: boolean;
}

import type { Ref, SchemaObject } from "@atlas/core";
import type { Access } from "../privileges.ts";
import type { Column, Index, Option } from "../table/model.ts";

/** A view whose rows are stored. */
export interface Materialized extends SchemaObject {
  readonly kind: "materialized";
  /** Names and types follow from the query; the rest is set on them. */
  readonly columns: readonly Column[];
  /** The query, as the server writes it, without a semicolon. */
  readonly definition: string;
  /**
   * Whether it was ever filled: one that was not cannot be read. Only filling is a change: nothing empties a view
   * that holds rows, as dumps say WITH NO DATA of every view.
   */
  readonly populated: boolean;
  /** By name. */
  readonly indexes: readonly Index[];
  /** Name of the index that CLUSTER goes by. */
  readonly clusterOn?: string;
  /** Absent: the server's own, `heap`. */
  readonly accessMethod?: string;
  /** Storage parameters by name; those of the TOAST table start with `toast.`. */
  readonly options: readonly Option[];
  readonly comment?: string;
  /** Who may use it. Never compared. */
  readonly access?: Access;
  /** What its query depends on. Never compared. */
  readonly uses: readonly Ref[];
}

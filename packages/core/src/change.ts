import type { Ref, SchemaObject } from "./state.ts";

/**
 * One difference between two states. Dialects narrow it to a union of their own kinds.
 *
 * `kind` is spelled as in policies: `add_table`, `drop_column`, `modify_index`.
 */
export interface Change {
  readonly kind: string;
  /** The object that is added, dropped or altered: for `drop_column` the table. */
  readonly object: Ref;
  /** The part of the object that changes, such as the column; equal to `object` when it changes whole. */
  readonly subject: Ref;
  /**
   * What dependents cannot survive: they are dropped before and re-created after (a view over a column
   * whose type changes). Usually columns.
   */
  readonly disturbs?: readonly Ref[];
}

/** An object appears. Every kind has this change, named `add_<kind>`. */
export interface AddChange<O extends SchemaObject = SchemaObject> extends Change {
  readonly to: O;
}

/** An object disappears. Every kind has this change, named `drop_<kind>`. */
export interface DropChange<O extends SchemaObject = SchemaObject> extends Change {
  readonly from: O;
}

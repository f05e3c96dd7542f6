import type { DraftStep } from "./dialect.ts";
import type { Ref, SchemaObject, State } from "./state.ts";

/** Something that keeps all it holds under another name. A part is renamed after its table. */
export interface Rename {
  /** As it is called now; of a part with the new name of its table. */
  readonly from: Ref;
  readonly to: Ref;
}

/** What an author says of a name: it is the new one of something that may be there under the old one. */
export interface RenameHint {
  /** `table`, `column`, `index`, or `constraint` for any of them. */
  readonly kind: "table" | "column" | "index" | "constraint";
  /** Absent: in whatever schema there is a table of that name. */
  readonly schema?: string;
  /** Of a part. */
  readonly table?: string;
  readonly name: string;
  readonly from: string;
}

/** How objects of one kind, and their parts, get another name. */
export interface Renaming<O extends SchemaObject = SchemaObject> {
  /** Whether nothing but the name need change: candidates for a question. Both are objects, or parts, of one kind. */
  isSame(kind: string, from: unknown, to: unknown): boolean;
  /** @param object - as it is before. */
  steps(rename: Rename, object: O, state: State): readonly DraftStep[];
}

/** How policies call a rename: `rename_table`, `rename_column`, `rename_index`, `rename_constraint`. */
export function renameKind({ from }: Rename): string {
  const isConstraint = !["table", "column", "index"].includes(from.kind);
  return `rename_${isConstraint ? "constraint" : from.kind}`;
}

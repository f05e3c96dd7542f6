import { type AddChange, type Change, type DropChange, type Ref, refOf } from "@atlas/core";
import { columnRef } from "../../text.ts";
import type { Link } from "./family.ts";
import type { Check, Column, Exclusion, ForeignKey, Index, Key, Table } from "./model.ts";

/** A thing of a table that policies call an index: also what stands below a unique or exclusion constraint. */
export type AnyIndex = Index | Key | Exclusion;

interface Add<Kind extends string, Part> extends Change {
  readonly kind: Kind;
  readonly to: Part;
}

interface Drop<Kind extends string, Part> extends Change {
  readonly kind: Kind;
  readonly from: Part;
}

interface Modify<Kind extends string, Part> extends Change {
  readonly kind: Kind;
  readonly from: Part;
  readonly to: Part;
}

/** A change of a part; `rebuild` says that it is dropped and added although its definition may be equal. */
interface ModifyPart<Kind extends string, Part> extends Modify<Kind, Part> {
  readonly rebuild: boolean;
}

export interface AddTable extends AddChange<Table> {
  readonly kind: "add_table";
}

export interface DropTable extends DropChange<Table> {
  readonly kind: "drop_table";
}

/** What the table itself says: comment, storage, row security and the like. */
export type ModifyTable = Modify<"modify_table", Table>;
export type AddColumn = Add<"add_column", Column>;
export type DropColumn = Drop<"drop_column", Column>;
/** `rebuild`: a generated column is dropped and added; its values are computed, so nothing is lost. */
export type ModifyColumn = ModifyPart<"modify_column", Column>;
export type AddForeignKey = Add<"add_foreign_key", ForeignKey>;
export type DropForeignKey = Drop<"drop_foreign_key", ForeignKey>;
/** `around`: equal, and away only while what it stands on changes. */
export type ModifyForeignKey = ModifyPart<"modify_foreign_key", ForeignKey> & { readonly around: boolean };

/** The table stops being a partition, or an heir, of a table. It keeps its rows. */
export interface LeaveParent extends Change {
  readonly kind: "detach_partition" | "drop_inheritance";
  readonly link: Link;
}

/** The table becomes a partition, or an heir, of a table. */
export interface JoinParent extends Change {
  readonly kind: "attach_partition" | "add_inheritance";
  readonly link: Link;
}

/** Changes inside a table. */
export type PartChange =
  | ModifyTable
  | LeaveParent
  | JoinParent
  | AddColumn
  | DropColumn
  | ModifyColumn
  | Add<"add_primary_key", Key>
  | Drop<"drop_primary_key", Key>
  | ModifyPart<"modify_primary_key", Key>
  | Add<"add_index", AnyIndex>
  | Drop<"drop_index", AnyIndex>
  | ModifyPart<"modify_index", AnyIndex>
  | Add<"add_check", Check>
  | Drop<"drop_check", Check>
  | ModifyPart<"modify_check", Check>
  | AddForeignKey
  | DropForeignKey
  | ModifyForeignKey;

export type TableChange = AddTable | DropTable | PartChange;

/** Object and subject of a change of one column. */
export function columnSubject(table: Table, column: string): { readonly object: Ref; readonly subject: Ref } {
  return { object: refOf(table), subject: columnRef(table, column) };
}

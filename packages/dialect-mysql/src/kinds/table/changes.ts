import type { AddChange, Change, DropChange } from "@atlas/core";
import type { Check, Column, ForeignKey, Index, PrimaryKey, Table } from "./model.ts";

interface Add<Kind extends string, Part> extends Change {
  readonly kind: `add_${Kind}`;
  readonly to: Part;
}

interface Drop<Kind extends string, Part> extends Change {
  readonly kind: `drop_${Kind}`;
  readonly from: Part;
}

interface Modify<Kind extends string, Part> extends Change {
  readonly kind: `modify_${Kind}`;
  readonly from: Part;
  readonly to: Part;
}

export interface AddTable extends AddChange<Table> {
  readonly kind: "add_table";
}

export interface DropTable extends DropChange<Table> {
  readonly kind: "drop_table";
}

/** What the table itself says: comment, charset, engine, options, system versioning, periods. */
export type ModifyTable = Modify<"table", Table>;

/** How the rows are spread over partitions. */
export type ModifyPartitions = Modify<"partitions", Table>;

/**
 * How a column changes:
 * `modify` – where it stands, by MODIFY COLUMN;
 * `recreate` – it is dropped and added, as it is computed and loses nothing by that;
 * `keep_values` – it is computed when read and becomes a plain column: stored first, so that its values stay.
 */
export type ColumnWay = "modify" | "recreate" | "keep_values";

export interface ModifyColumn extends Modify<"column", Column> {
  readonly way: ColumnWay;
}

export interface ModifyIndex extends Modify<"index", Index> {
  /** Only whether the optimizer sees it differs. */
  readonly inPlace: boolean;
}

export type ModifyCheck = Modify<"check", Check>;

/** `around`: equal, and away only while columns of either side change their type. */
export interface ModifyForeignKey extends Modify<"foreign_key", ForeignKey> {
  readonly around: boolean;
}

export type AddColumn = Add<"column", Column>;
export type DropColumn = Drop<"column", Column>;
export type DropIndex = Drop<"index", Index>;
export type DropForeignKey = Drop<"foreign_key", ForeignKey>;

/** Changes inside a table that stays. */
export type PartChange =
  | ModifyTable
  | ModifyPartitions
  | AddColumn
  | DropColumn
  | ModifyColumn
  | Add<"primary_key", PrimaryKey>
  | Drop<"primary_key", PrimaryKey>
  | Modify<"primary_key", PrimaryKey>
  | Add<"index", Index>
  | DropIndex
  | ModifyIndex
  | Add<"check", Check>
  | Drop<"check", Check>
  | ModifyCheck
  | Add<"foreign_key", ForeignKey>
  | DropForeignKey
  | ModifyForeignKey;

export type TableChange = AddTable | DropTable | PartChange;

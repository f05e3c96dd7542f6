import type {
  ModelCheck,
  ModelColumn,
  ModelForeignKey,
  ModelIndex,
  ModelObject,
  ModelSchema,
  ModelTable,
} from "@atlas/core";

/** One difference between two models, as one statement (or one file) made it. */
export type ModelChange =
  | { readonly type: "add_schema"; readonly schema: ModelSchema }
  | { readonly type: "drop_schema"; readonly schema: ModelSchema; readonly tables: readonly ModelTable[] }
  | { readonly type: "modify_schema"; readonly from: ModelSchema; readonly to: ModelSchema }
  | { readonly type: "add_table"; readonly table: ModelTable }
  | { readonly type: "drop_table"; readonly table: ModelTable }
  | { readonly type: "rename_table"; readonly from: ModelTable; readonly to: ModelTable }
  | {
      readonly type: "modify_table";
      readonly from: ModelTable;
      readonly to: ModelTable;
      readonly changes: readonly TableChange[];
    }
  | { readonly type: "add_object"; readonly object: ModelObject }
  | { readonly type: "drop_object"; readonly object: ModelObject }
  | { readonly type: "modify_object"; readonly from: ModelObject; readonly to: ModelObject };

export type TableModification = Extract<ModelChange, { readonly type: "modify_table" }>;

/** A difference inside of a table that stays. */
export type TableChange =
  | Added<"column", ModelColumn>
  | Dropped<"column", ModelColumn>
  | Modified<"column", ModelColumn>
  | Renamed<"column", ModelColumn>
  | Added<"index", ModelIndex>
  | Dropped<"index", ModelIndex>
  | Modified<"index", ModelIndex>
  | Renamed<"index", ModelIndex>
  | Added<"primary_key", ModelIndex>
  | Dropped<"primary_key", ModelIndex>
  | Modified<"primary_key", ModelIndex>
  | Added<"foreign_key", ModelForeignKey>
  | Dropped<"foreign_key", ModelForeignKey>
  | Modified<"foreign_key", ModelForeignKey>
  | Added<"check", ModelCheck>
  | Dropped<"check", ModelCheck>
  | Modified<"check", ModelCheck>
  /** Its comment, or one of its own attributes. */
  | { readonly type: "modify_attributes"; readonly names: readonly string[] };

interface Added<Part extends string, T> {
  readonly type: `add_${Part}`;
  readonly part: T;
}

interface Dropped<Part extends string, T> {
  readonly type: `drop_${Part}`;
  readonly part: T;
}

interface Modified<Part extends string, T> {
  readonly type: `modify_${Part}`;
  readonly from: T;
  readonly to: T;
}

interface Renamed<Part extends string, T> {
  readonly type: `rename_${Part}`;
  readonly from: T;
  readonly to: T;
}

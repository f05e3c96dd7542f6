import type { SchemaObject } from "@atlas/core";
import type { Access } from "../privileges.ts";
import type { Check, Column, Option, Table } from "../table/model.ts";

/** A table whose rows a foreign server has. It may be a partition of a table here, or inherit from some. */
export interface ForeignTable extends SchemaObject, Pick<Table, "partitionOf" | "inherits" | "fromParents"> {
  readonly kind: "foreign_table";
  readonly server: string;
  /** As those of a table; what their wrapper is told of them is in `columnOptions`. */
  readonly columns: readonly Column[];
  readonly checks: readonly Check[];
  /** What the wrapper is told of the table, by name. */
  readonly options: readonly Option[];
  /** By the name of the column; columns without options are not in it. */
  readonly columnOptions: readonly ColumnOptions[];
  readonly comment?: string;
  /** Who may use it. Never compared. */
  readonly access?: Access;
}

export interface ColumnOptions {
  readonly column: string;
  readonly options: readonly Option[];
}

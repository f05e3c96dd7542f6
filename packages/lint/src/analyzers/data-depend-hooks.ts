import type { ModelColumn } from "@atlas/core";
import type { Diagnostic, LintContext, LintFile, LintStatement } from "../analyzer.ts";
import type { TableModification } from "../change.ts";
import { quoted } from "../text.ts";
import { addedNotNullColumn } from "./mysql/implicit-values.ts";

/** A column of a table that has been there before the file. */
export interface ColumnAt {
  readonly column: ModelColumn;
  readonly change: TableModification;
  readonly statement: LintStatement;
  readonly file: LintFile;
  readonly context: LintContext;
}

type Found = Pick<Diagnostic, "code" | "text">;

/**
 * What a family says of a NOT NULL column without default that an existing table gets; `undefined`: nothing. Absent:
 * `addedColumn`.
 */
export const addedNotNull: Readonly<Record<string, (at: ColumnAt) => Found | undefined>> = {
  mysql: addedNotNullColumn,
};

/** MF103: the server refuses it where there are rows. */
export function addedColumn({ column, change }: ColumnAt): Found {
  return {
    code: "MF103",
    text: `Adding a non-nullable ${quoted(column.type)} column ${quoted(column.name)} will fail in case table ${quoted(change.from.name)} is not empty`,
  };
}

/** What is said of a column that no longer takes NULL; `undefined`: nothing. */
export function modifiedToNotNull({ column, context }: ColumnAt): Found | undefined {
  if (context.dialect !== "sqlite")
    return {
      code: "MF104",
      text: `Modifying nullable column ${quoted(column.name)} to non-nullable might fail in case it contains NULL values`,
    };
  // A rebuilt table of SQLite fills the default in.
  if (column.default !== undefined) return undefined;
  return {
    code: "LT101",
    text: `Modifying nullable column ${quoted(column.name)} to non-nullable without default value might fail in case it contains NULL values`,
  };
}

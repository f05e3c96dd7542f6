import { AtlasError, type CompareContext } from "@atlas/core";
import { columnRef, ident } from "../../text.ts";
import { describeColumn } from "./names.ts";
import { newRowTypeRef, rowTypeRef, columnNeeds } from "./aspects.ts";
import type { ModifyColumn } from "./changes.ts";
import { extraClauses, extrasAfterRetyping } from "./column-extras.ts";
import { descendantsOf } from "./family.ts";
import type { Column, Table } from "./model.ts";
import { isSplitBy } from "./partition.ts";
import { alterStep, type Clause, sourceOf } from "./step.ts";
import { hasNoCast, typeChange } from "./type-change.ts";

/** `ALTER COLUMN … TYPE …`, around which a default that the server cannot cast is away. */
export function typeClauses(
  table: Table,
  change: ModifyColumn,
  { from: state }: CompareContext,
): readonly Clause[] {
  const { from, to } = change;
  refuseSplitting([table, ...descendantsOf(state, table)], to);
  if (hasNoCast(from, to))
    throw new AtlasError(
      "E_UNSUPPORTED_CHANGE",
      `${describeColumn(table, to.name)} cannot change from ${from.type} to ${to.type}: no cast leads from an array to one value`,
      {
        details: { subject: change.subject, from: from.type, to: to.type },
        hint: "Add a column of another name, fill it with a migration of your own, and drop this one; or drop it in one run and add it again in the next.",
      },
    );
  const forth = typeChange(from, to);
  const back = typeChange(to, from);
  const alter = `ALTER COLUMN ${ident(to.name)}`;
  const sql = (column: Column, using: string | undefined, other: Column): string => {
    // Without a word the collation would become that of the type.
    const collate = column.collation ?? (other.collation === undefined ? undefined : '"default"');
    return [
      `${alter} TYPE ${column.type}`,
      ...(column.collation === undefined || collate === undefined ? [] : [`COLLATE ${collate}`]),
      ...(using === undefined ? [] : [`USING ${using}`]),
    ].join(" ");
  };
  // The server cannot cast such a default; it is set again below.
  const dropsDefault = forth.using !== undefined && from.default !== undefined;
  return [
    ...(dropsDefault
      ? [
          {
            sql: `${alter} DROP DEFAULT`,
            undo: `${alter} SET DEFAULT ${from.default}`,
            source: sourceOf(change),
            blocks: "everything" as const,
          },
        ]
      : []),
    {
      sql: sql(to, forth.using, from),
      undo: `${back.using !== undefined && to.default !== undefined ? `${alter} DROP DEFAULT, ` : ""}${sql(from, back.using, to)}`,
      // The way back puts storage and compression to those of the type, too.
      undoAfter: alterStep(
        table,
        extraClauses(from.name, extrasAfterRetyping(to, from), from, sourceOf(change)),
      ).map((step) => step.sql),
      source: sourceOf(change),
      blocks: "everything",
      rewrites: forth.rewrites,
      // Indexes of another collation are built anew.
      scans: forth.rewrites || from.collation !== to.collation,
      loses: forth.cuts ? [describeColumn(table, to.name)] : [],
      drops: [change.subject, rowTypeRef(table)],
      creates: [change.subject, newRowTypeRef(table)],
      needs: columnNeeds(to),
      releases: columnNeeds(from),
    },
  ];
}

/** The server converts no column that rows are split by, here or in a partition. */
function refuseSplitting(tables: readonly Table[], column: Column): void {
  const table = tables.find((each) => isSplitBy(each, column.name));
  if (!table) return;
  const what = describeColumn(table, column.name);
  throw new AtlasError(
    "E_UNSUPPORTED_CHANGE",
    `the type of ${what} cannot be changed: rows are split into partitions by it`,
    {
      details: { subject: columnRef(table, column.name) },
      hint: "Create a table of another name, copy the rows with a migration of your own, and drop the old one.",
    },
  );
}

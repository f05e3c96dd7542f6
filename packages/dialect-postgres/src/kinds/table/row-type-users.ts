import { AtlasError, type DraftStep, refKey, type StepsContext } from "@atlas/core";
import { describeColumn } from "./names.ts";
import { rowTypeRef } from "./aspects.ts";
import type { Table } from "./model.ts";
import { tableRef } from "./states.ts";

/**
 * Refuses what the server does not do to a table while a column has its row type.
 *
 * @throws {AtlasError} `E_UNSUPPORTED_CHANGE` naming the column.
 */
export function refuseUnderRowType(
  table: Table,
  steps: readonly DraftStep[],
  { from, to }: StepsContext,
): void {
  const key = refKey(rowTypeRef(table));
  if (!steps.some((step) => step.drops.some((ref) => refKey(ref) === key))) return;
  const columnsWith = (state: StepsContext["from"]): readonly string[] =>
    state.objects.flatMap((object) => {
      if (object.kind !== "table") return [];
      // A state of this dialect holds its tables in the form of `Table`.
      const holder = object as Table;
      return holder.columns
        .filter(({ typeRef }) => typeRef !== undefined && refKey(typeRef) === refKey(tableRef(table)))
        .map(({ name }) => describeColumn(holder, name));
    });
  const desired = new Set(columnsWith(to));
  const staying = columnsWith(from).find((column) => desired.has(column));
  if (staying === undefined) return;
  throw new AtlasError(
    "E_UNSUPPORTED_CHANGE",
    `table ${JSON.stringify(table.name)} cannot be changed in this way while ${staying} has its row type`,
    {
      details: { subject: tableRef(table), column: staying },
      hint: "Drop the column in one run, and add it again in the next; or give it a composite type of its own.",
    },
  );
}

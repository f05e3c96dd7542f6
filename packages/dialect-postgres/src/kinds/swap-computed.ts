import { AtlasError, describeRef, refKey, refOf, type SchemaObject, type StepsContext } from "@atlas/core";
import { columnRef } from "../text.ts";
import { equal } from "./table/equal.ts";
import type { Table } from "./table/model.ts";
import { describeColumn } from "./table/names.ts";
import { findTable } from "./table/states.ts";

/**
 * A computed column is neither converted with `USING`, nor is what it is computed with: one that stays as it is and
 * has to do with the type keeps it from being replaced.
 *
 * @throws {AtlasError} `E_UNSUPPORTED_CHANGE` naming the column.
 */
export function refuseComputed(type: SchemaObject, { from, to }: StepsContext): void {
  const key = refKey(refOf(type));
  for (const object of from.objects) {
    const table = object.kind === "table" ? findTable(from, object) : undefined;
    const desired = table && findTable(to, table);
    if (!table || !desired) continue;
    const found = computedWith(table, key).find((name) =>
      equal(
        table.columns.find((column) => column.name === name)?.generated,
        desired.columns.find((column) => column.name === name)?.generated,
      ),
    );
    if (found === undefined) continue;
    throw new AtlasError(
      "E_UNSUPPORTED_CHANGE",
      `${describeRef(refOf(type))} cannot be replaced: generated ${describeColumn(table, found)} has it or is computed with it`,
      {
        details: { subject: refOf(type), column: columnRef(table, found) },
        hint: "Drop the generated column in one run, and add it again in the next: its values are computed anew.",
      },
    );
  }
}

/** Generated columns that are of the type, name it, or read a column of it. */
function computedWith({ columns }: Table, key: string): readonly string[] {
  const ofType = new Set(
    columns.filter(({ typeRef }) => typeRef !== undefined && refKey(typeRef) === key).map(({ name }) => name),
  );
  return columns
    .filter(
      ({ name, generated, uses, reads }) =>
        generated !== undefined &&
        (ofType.has(name) ||
          uses.some((ref) => refKey(ref) === key) ||
          reads.some((read) => ofType.has(read))),
    )
    .map(({ name }) => name);
}

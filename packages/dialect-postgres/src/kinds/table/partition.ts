import { AtlasError, refOf } from "@atlas/core";
import { ident } from "../../text.ts";
import { equal } from "./equal.ts";
import type { PartitionKey, PartitionPart, Table } from "./model.ts";
import { partSql } from "./indexes.ts";
import { renameInExpression } from "./rename-expression.ts";

/** `PARTITION BY RANGE ("c", (expr))`. */
export function partitionKeySql(key: PartitionKey): string {
  return `PARTITION BY ${key.strategy} (${key.parts.map(keyPartSql).join(", ")})`;
}

function keyPartSql(part: PartitionPart): string {
  return partSql({ ...part, descending: false, nullsFirst: false });
}

/** Whether the rows of a table are split by a column, or by an expression that names it. */
export function isSplitBy(table: Table, column: string): boolean {
  return (table.partitionKey?.parts ?? []).some(
    (part) =>
      part.column === column ||
      (part.expression !== undefined &&
        renameInExpression(part.expression, column, `${column} `) !== part.expression),
  );
}

/**
 * Nothing can change what the rows of a table are split by.
 *
 * @throws {AtlasError} `E_UNSUPPORTED_CHANGE` where the keys differ.
 */
export function assertSamePartitionKey(from: Table, to: Table): void {
  if (equal(from.partitionKey, to.partitionKey)) return;
  const name = JSON.stringify(to.name);
  const what = !to.partitionKey
    ? `partition key cannot be dropped from ${name}`
    : !from.partitionKey
      ? `partition key cannot be added to ${name}`
      : `partition key of table ${name} cannot be changed from ${partitionKeySql(from.partitionKey)} to ${partitionKeySql(to.partitionKey)}`;
  throw new AtlasError("E_UNSUPPORTED_CHANGE", `${what} (drop and add is required)`, {
    details: { subject: refOf(to) },
    hint: `Create a table of another name, copy the rows of ${ident(to.name)} with a migration of your own, and drop the old one.`,
  });
}

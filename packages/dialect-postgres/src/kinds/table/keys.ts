import type { Ref } from "@atlas/core";
import { ident } from "../../text.ts";
import type { IndexFacts } from "./indexes.ts";
import type { Deferrable, Key, Table } from "./model.ts";
import { primaryKeyName } from "./names.ts";
import { options, optionsSql } from "./options.ts";
import type { ConstraintRow } from "./queries.ts";

/** A primary key or a unique constraint, from its constraint and the index below it. */
export function readKey(
  row: ConstraintRow,
  index: IndexFacts | undefined,
  columns: readonly string[],
  include: readonly string[],
  uses: readonly Ref[],
): Key {
  return {
    kind: row.kind === "p" ? "primary_key" : "unique",
    name: row.name,
    columns,
    include,
    nullsNotDistinct: index?.nulls_not_distinct ?? false,
    withoutOverlaps: row.period,
    ...deferrable(row),
    options: options(index?.options ?? null),
    ...(row.comment !== null && { comment: row.comment }),
    ...(index?.comment != null && { indexComment: index.comment }),
    ...(uses.length > 0 && { uses }),
  };
}

export function deferrable(row: ConstraintRow): { readonly deferrable?: Deferrable } {
  if (!row.deferrable) return {};
  return { deferrable: row.deferred ? "INITIALLY DEFERRED" : "INITIALLY IMMEDIATE" };
}

/** `DEFERRABLE INITIALLY …` with a blank before it, or nothing. */
export function deferrableSql(deferral: Deferrable | undefined): string {
  return deferral === undefined ? "" : ` DEFERRABLE ${deferral}`;
}

/** `PRIMARY KEY ("id")`; named only when the server would name it otherwise. */
export function keySql(table: Table, key: Key): string {
  const named = key.kind === "unique" || key.name !== primaryKeyName(table.name);
  const last = key.columns.length - 1;
  const columns = key.columns.map((name, at) =>
    key.withoutOverlaps && at === last ? `${ident(name)} WITHOUT OVERLAPS` : ident(name),
  );
  return (
    [
      ...(named ? [`CONSTRAINT ${ident(key.name)}`] : []),
      key.kind === "primary_key" ? "PRIMARY KEY" : "UNIQUE",
      ...(key.nullsNotDistinct ? ["NULLS NOT DISTINCT"] : []),
      `(${columns.join(", ")})`,
      ...(key.include.length > 0 ? [`INCLUDE (${key.include.map(ident).join(", ")})`] : []),
      ...(key.options.length > 0 ? [`WITH (${optionsSql(key.options)})`] : []),
    ].join(" ") + deferrableSql(key.deferrable)
  );
}

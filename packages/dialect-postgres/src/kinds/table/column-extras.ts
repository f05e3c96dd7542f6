import type { StepSource } from "@atlas/core";
import { ident } from "../../text.ts";
import { parseType } from "../../types.ts";
import type { Column } from "./model.ts";
import { optionChanges, optionsSql } from "./options.ts";
import type { Clause } from "./step.ts";

/** What a column definition cannot say: storage, compression, statistics target, options. */
export type Extras = Pick<Column, "type" | "storage" | "compression" | "statistics" | "options">;

/** A column as its definition alone makes it. */
export function plainExtras(column: Column): Extras {
  return { type: column.type, options: [] };
}

/** A change of type puts storage and compression back to what the new type brings; the rest stays. */
export function extrasAfterRetyping(from: Column, to: Column): Extras {
  return {
    type: to.type,
    options: from.options,
    ...(from.statistics !== undefined && { statistics: from.statistics }),
  };
}

export function extraClauses(
  column: string,
  from: Extras,
  to: Extras,
  source: StepSource,
): readonly Clause[] {
  const alter = `ALTER COLUMN ${ident(column)}`;
  const clause = (sql: (extras: Extras) => string, blocks: Clause["blocks"]): Clause => ({
    sql: `${alter} ${sql(to)}`,
    undo: `${alter} ${sql(from)}`,
    source,
    blocks,
  });
  const forth = optionActions(alter, from, to);
  return [
    ...(from.storage === to.storage
      ? []
      : [clause((extras) => `SET STORAGE ${storageOf(extras)}`, "everything")]),
    ...(from.compression === to.compression
      ? []
      : [clause((extras) => `SET COMPRESSION ${extras.compression ?? "default"}`, "everything")]),
    ...(from.statistics === to.statistics
      ? []
      : [clause((extras) => `SET STATISTICS ${extras.statistics ?? -1}`, "ddl")]),
    ...(forth === ""
      ? []
      : [{ sql: forth, undo: optionActions(alter, to, from), source, blocks: "ddl" as const }]),
  ];
}

function optionActions(alter: string, from: Extras, to: Extras): string {
  const { set, reset } = optionChanges(from.options, to.options);
  return [
    ...(set.length > 0 ? [`${alter} SET (${optionsSql(set)})`] : []),
    ...(reset.length > 0 ? [`${alter} RESET (${reset.join(", ")})`] : []),
  ].join(", ");
}

/** The name of the type's own storage: servers before 16 do not take `DEFAULT`. */
function storageOf(extras: Extras): string {
  if (extras.storage !== undefined) return extras.storage;
  const { base, array } = parseType(extras.type);
  if (array) return "EXTENDED";
  if (base === "numeric" || base === "inet" || base === "cidr") return "MAIN";
  return base === "tsquery" ? "PLAIN" : "EXTENDED";
}

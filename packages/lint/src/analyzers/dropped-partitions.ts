import type { ModelTable } from "@atlas/core";
import { isKeyword, significantTokens } from "@atlas/sql";
import type { LintContext, LintStatement } from "../analyzer.ts";
import type { TableModification } from "../change.ts";

/**
 * Partitions of MySQL and MariaDB that a statement drops with their rows. PostgreSQL has tables in their place.
 * Those that are only arranged anew, or go to a table of their own, keep their rows.
 */
export function droppedPartitions(
  { from, to }: TableModification,
  { text }: LintStatement,
  { dialect, syntax }: Pick<LintContext, "dialect" | "syntax">,
): readonly string[] {
  if (dialect !== "mysql" || !to.isPartitioned) return [];
  // Of a hash the rows of one that goes are spread over the others.
  if (from.attributes["partition_by"] !== to.attributes["partition_by"] || isSpread(from)) return [];
  const left = new Set(partitionNames(to));
  const gone = partitionNames(from).filter((name) => !left.has(name));
  if (gone.length === 0) return [];
  const keepsRows = significantTokens(text, syntax).some((token) =>
    ["REORGANIZE", "CONVERT", "BY"].some((word) => isKeyword(token, word)),
  );
  return keepsRows ? [] : gone;
}

function isSpread({ attributes }: ModelTable): boolean {
  return /\b(?:HASH|KEY)\b/.test(String(attributes["partition_by"]));
}

function partitionNames({ attributes }: ModelTable): readonly string[] {
  const { partitions } = attributes;
  return Array.from(
    String(partitions ?? "").matchAll(/(?:^|, )PARTITION `([^`]*(?:``[^`]*)*)`/g),
    ([, name = ""]) => name.replaceAll("``", "`"),
  );
}

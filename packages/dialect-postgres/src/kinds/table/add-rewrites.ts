import type { Column } from "./model.ts";

/** A constant default is stored once for all rows; anything computed for each row is written into each. */
export function addRewrites(column: Column): boolean {
  if (column.serial || column.identity) return true;
  if (column.generated) return column.generated.kind === "stored";
  // The server checks a domain's constraints row by row. Not every domain has some: better warned than surprised.
  if (column.typeRef?.kind === "domain" && !column.type.endsWith("[]")) return true;
  return column.default !== undefined && !isStable(column.default);
}

/** Literals, casts of them and the functions of the current time; anything else may differ from row to row. */
function isStable(expression: string): boolean {
  const plain = expression.replaceAll(/'[^']*(?:''[^']*)*'/g, "");
  const calls = [...plain.matchAll(/([A-Za-z_][A-Za-z0-9_.]*)\s*\(/g)].map((match) =>
    match[1]?.toLowerCase(),
  );
  const stable = new Set([
    "now",
    "current_timestamp",
    "current_date",
    "localtimestamp",
    "numeric",
    "character",
    "varying",
    "timestamp",
    "transaction_timestamp",
    "statement_timestamp",
  ]);
  return calls.every((name) => name !== undefined && stable.has(name));
}

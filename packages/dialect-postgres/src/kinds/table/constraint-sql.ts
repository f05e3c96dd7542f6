import { checkSql } from "./checks.ts";
import { exclusionSql } from "./exclusions.ts";
import { foreignKeySql } from "./foreign-keys.ts";
import { keySql } from "./keys.ts";
import type { Check, Exclusion, ForeignKey, Key, Table } from "./model.ts";

export type Constraint = Key | Exclusion | Check | ForeignKey;

/** The definition after ADD, with its name where it has one of its own. */
export function constraintSql(table: Table, constraint: Constraint): string {
  if (constraint.kind === "exclusion") return exclusionSql(constraint);
  if (constraint.kind === "check") return checkSql(constraint);
  return constraint.kind === "foreign_key" ? foreignKeySql(constraint) : keySql(table, constraint);
}

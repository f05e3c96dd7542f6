import { checkSql } from "./checks.ts";
import { exclusionSql } from "./exclusions.ts";
import { foreignKeySql } from "./foreign-keys.ts";
import { keySql } from "./keys.ts";
import type { Check, Exclusion, ForeignKey, Key, Table } from "./model.ts";

export type Constraint = Key | Exclusion | Check | ForeignKey;

/** The definition after ADD, with its name where it has one of its own. */
export function constraintSql(table: Table, constraint: Constraint): string {
  switch (constraint.kind) {
    case "primary_key":
    case "unique":
      return keySql(table, constraint);
    case "exclusion":
      return exclusionSql(constraint);
    case "check":
      return checkSql(constraint);
    case "foreign_key":
      return foreignKeySql(constraint);
  }
}

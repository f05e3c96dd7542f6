import type { StepSource } from "@atlas/core";
import { columnRef, ident } from "../../text.ts";
import { type Constraint, constraintSql } from "./constraint-sql.ts";
import { isSelfReference, referencedRefs } from "./foreign-keys.ts";
import { partRef, type Table } from "./model.ts";
import { partCommentSteps } from "./part-comments.ts";
import type { Clause } from "./step.ts";

/**
 * `ADD CONSTRAINT …`. A key builds its index, a check reads all rows, and a foreign key reads its table while
 * nobody writes to either.
 *
 * @see https://www.postgresql.org/docs/18/explicit-locking.html#LOCKING-TABLES
 */
export function addConstraint(table: Table, constraint: Constraint, source: StepSource): Clause {
  return {
    sql: `ADD ${constraintSql(table, constraint)}`,
    undo: `DROP CONSTRAINT ${ident(constraint.name)}`,
    source,
    blocks: constraint.kind === "foreign_key" ? "writes" : "everything",
    scans: !("notValid" in constraint && (constraint.notValid || constraint.notEnforced)),
    creates: [partRef(table, constraint)],
    needs: constraintNeeds(table, constraint),
  };
}

export function dropConstraint(table: Table, constraint: Constraint, source: StepSource): Clause {
  return {
    sql: `DROP CONSTRAINT ${ident(constraint.name)}`,
    undo: `ADD ${constraintSql(table, constraint)}`,
    undoAfter: partCommentSteps(table, undefined, constraint, source).map((step) => step.sql),
    source,
    blocks: "everything",
    drops: [partRef(table, constraint)],
    releases: constraintNeeds(table, constraint),
  };
}

/** What a constraint stands on. */
export function constraintNeeds(table: Table, constraint: Constraint): NonNullable<Clause["needs"]> {
  if (constraint.kind === "exclusion" || constraint.kind === "check")
    return [...constraint.uses, ...constraint.reads.map((column) => columnRef(table, column))];
  const own = constraint.columns.map((column) => columnRef(table, column));
  // A key on its own table stands on what the same statement makes.
  if (constraint.kind !== "foreign_key") return [...own, ...(constraint.uses ?? [])];
  if (isSelfReference(table, constraint)) return own;
  return [...own, ...referencedRefs(constraint)];
}

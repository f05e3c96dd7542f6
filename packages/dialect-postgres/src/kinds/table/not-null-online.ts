import type { DraftStep, StepsContext, StepSource } from "@atlas/core";
import { ident } from "../../text.ts";
import { notNullConstraint } from "./alter-column.ts";
import type { ModifyColumn } from "./changes.ts";
import { addConstraint, dropConstraint } from "./constraints.ts";
import { becomesNotNull, gentlenessOf } from "./gentle.ts";
import type { Check, Column, Table } from "./model.ts";
import { generatedName, notNullName } from "./names.ts";
import { alterStep, type Clause, sourceOf } from "./step.ts";
import { majorOf } from "./states.ts";

/** A column becomes NOT NULL without a look at all rows while others wait. */
export interface GentleNotNull {
  /** The same change without it. */
  readonly rest: ModifyColumn;
  /** For the statement that all others share. */
  readonly clauses: readonly Clause[];
  readonly after: readonly DraftStep[];
}

/**
 * The server takes a valid check for a proof that no row has NULL. Since PostgreSQL 18 NOT NULL itself can wait for
 * its validation.
 *
 * @returns `undefined` where that is not what the change does, or nobody asked for it.
 * @see https://www.postgresql.org/docs/17/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DROP-NOT-NULL
 */
export function gentleNotNull(
  from: Table,
  to: Table,
  change: ModifyColumn,
  context: StepsContext,
): GentleNotNull | undefined {
  if (!gentlenessOf(context.policy).notNull) return undefined;
  if (change.rebuild || !becomesNotNull(change.from, change.to)) return undefined;
  const source = sourceOf(change);
  const rest = { ...change, to: nullable(change.to) };
  if (majorOf(context.from) >= 18) return { rest, ...notValidYet(to, change.to, source) };
  const present = leftOverCheck(from, change.to.name);
  const check = present ?? temporaryCheck(to, change.to.name);
  const alter = `ALTER COLUMN ${ident(change.to.name)}`;
  const set: Clause = {
    sql: `${alter} SET NOT NULL`,
    undo: `${alter} DROP NOT NULL`,
    source,
    blocks: "everything",
  };
  return {
    rest,
    // It holds whatever the column is like meanwhile: it waits for no change of that, and none for it.
    clauses: present ? [] : [{ ...addConstraint(to, check, source), needs: [] }],
    after: [
      ...(check.notValid ? apart(alterStep(to, [validation(check.name, source)])) : []),
      // One statement would drop the check before it looks for a proof.
      ...alterStep(to, [set]),
      ...alterStep(to, [{ ...dropConstraint(to, check, source), releases: [] }]),
    ],
  };
}

function notValidYet(table: Table, column: Column, source: StepSource): Omit<GentleNotNull, "rest"> {
  const name = column.notNullName ?? notNullName(table.name, column.name);
  return {
    clauses: [
      {
        sql: `ADD ${notNullConstraint(column, name)} NOT VALID`,
        undo: `DROP CONSTRAINT ${ident(name)}`,
        source,
        blocks: "everything",
      },
    ],
    after: apart(alterStep(table, [validation(name, source)])),
  };
}

function nullable(column: Column): Column {
  const { notNullName: _name, notNullNoInherit: _noInherit, ...rest } = column;
  return { ...rest, notNull: false };
}

function temporaryCheck(table: Table, column: string): Check {
  return {
    kind: "check",
    name: checkName(table, column),
    expression: `(${ident(column)} IS NOT NULL)`,
    noInherit: false,
    notValid: true,
    notEnforced: false,
    uses: [],
    reads: [column],
  };
}

function checkName(table: Table, column: string): string {
  return generatedName(table.name, column, "not_null_check");
}

/** The check of an earlier run that did not come to its end. */
export function leftOverCheck(table: Table, column: string): Check | undefined {
  return table.checks.find(
    (check) =>
      check.name === checkName(table, column) &&
      check.expression.endsWith(" IS NOT NULL)") &&
      !check.notEnforced &&
      check.reads.join("\n") === column,
  );
}

/** Needs no more than the lock of vacuum, and reads all rows under it. */
export function validation(name: string, source: StepSource): Clause {
  return { sql: `VALIDATE CONSTRAINT ${ident(name)}`, source, blocks: "ddl", scans: true };
}

/** Each in a transaction of its own: nobody waits for the locks of others meanwhile. */
export function apart(steps: readonly DraftStep[]): readonly DraftStep[] {
  return steps.map((step) => ({ ...step, apart: true }));
}

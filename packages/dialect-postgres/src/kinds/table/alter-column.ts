import type { CompareContext, DraftStep, Ref } from "@atlas/core";
import { commentStep, ident, qualified } from "../../text.ts";
import { accessSql, accessStep } from "../privileges.ts";
import { columnNeeds, newRowTypeRef, rowTypeRef } from "./aspects.ts";
import type { AddColumn, DropColumn, ModifyColumn } from "./changes.ts";
import { addRewrites } from "./add-rewrites.ts";
import { columnSql } from "./column-sql.ts";
import { extraClauses, extrasAfterRetyping, plainExtras } from "./column-extras.ts";
import { becomesNotNull } from "./gentle.ts";
import { identityActions } from "./identity.ts";
import type { Column, Table } from "./model.ts";
import { inParentheses } from "./parentheses.ts";
import { alterSequenceSteps, defaultSequence } from "./sequences.ts";
import { type Clause, smallStep, sourceOf } from "./step.ts";
import { describeColumn, notNullName, sequenceName } from "./names.ts";
import { typeClauses } from "./retype-column.ts";
import { typeChange } from "./type-change.ts";

/** What one column asks of the steps of its table. */
export interface ColumnActions {
  readonly before: readonly DraftStep[];
  readonly clauses: readonly Clause[];
  readonly after: readonly DraftStep[];
}

/** @param words.ifNotExists - a column of that name is taken for the one that is meant. */
export function addColumn(
  table: Table,
  change: AddColumn,
  words: { readonly ifNotExists?: boolean } = {},
): ColumnActions {
  const column = change.to;
  const source = sourceOf(change);
  const rewrites = addRewrites(column);
  const clause: Clause = {
    sql: `ADD COLUMN ${words.ifNotExists ? "IF NOT EXISTS " : ""}${columnSql(table, column)}`,
    undo: `DROP COLUMN ${ident(column.name)}`,
    source,
    blocks: "everything",
    rewrites,
    // Without a value for them, any row would break NOT NULL: the server looks for one.
    scans: rewrites || (column.notNull && column.default === undefined),
    ...overRowType(table, column, [change.subject]),
    needs: columnNeeds(column),
  };
  return {
    before: [],
    clauses: [clause, ...finishColumnClauses(column, change)],
    after: finishColumn(table, column, change),
  };
}

/** What a column definition alone could not say. */
export function finishColumnClauses(column: Column, change: AddColumn | ModifyColumn): readonly Clause[] {
  return extraClauses(column.name, plainExtras(column), column, sourceOf(change));
}

/** Steps after the column is there: the settings of its sequence, a looser NOT NULL, its comment. */
export function finishColumn(
  table: Table,
  column: Column,
  change: AddColumn | ModifyColumn,
): readonly DraftStep[] {
  const source = sourceOf(change);
  return [
    ...serialSteps(table, column, change),
    ...notNullSteps(table, column, source),
    ...(column.comment === undefined
      ? []
      : [columnCommentStep(table, column.name, undefined, column.comment, change)]),
  ];
}

/** A serial column starts with a sequence of the server's own naming and settings. */
export function serialSteps(
  table: Table,
  column: Column,
  change: {
    readonly kind: AddColumn["kind"] | ModifyColumn["kind"] | "add_table";
    readonly subject: AddColumn["subject"];
  },
): readonly DraftStep[] {
  if (!column.serial) return [];
  const source = { change: change.kind, subject: change.subject };
  const initial = defaultSequence(sequenceName(table.name, column.name), column.type);
  const loosen = column.notNull
    ? []
    : [
        smallStep(table, source, {
          sql: `ALTER TABLE ${qualified(table)} ALTER COLUMN ${ident(column.name)} DROP NOT NULL`,
          comment: `modify ${JSON.stringify(table.name)} table`,
          undo: [],
          blocks: "everything",
        }),
      ];
  return [...alterSequenceSteps(table, source, initial, column.serial), ...loosen];
}

/** PostgreSQL 18: a NOT NULL that holds for new rows only. */
export function notNullSteps(table: Table, column: Column, source: Clause["source"]): readonly DraftStep[] {
  if (!column.notNullNotValid) return [];
  const name = column.notNullName ?? notNullName(table.name, column.name);
  return [
    smallStep(table, source, {
      sql: `ALTER TABLE ${qualified(table)} ADD ${notNullConstraint(column, name)} NOT VALID`,
      comment: `modify ${JSON.stringify(table.name)} table`,
      undo: [`ALTER TABLE ${qualified(table)} DROP CONSTRAINT ${ident(name)}`],
      blocks: "everything",
    }),
  ];
}

export function notNullConstraint(column: Column, name: string): string {
  return `CONSTRAINT ${ident(name)} NOT NULL ${ident(column.name)}${column.notNullNoInherit ? " NO INHERIT" : ""}`;
}

/** A column that comes with values in it is added while no other has the row type of its table. */
function overRowType(
  table: Table,
  column: Column,
  creates: readonly Ref[],
): Pick<Clause, "creates" | "drops"> {
  const hasValues =
    column.default !== undefined || addRewrites(column) || column.generated?.kind === "stored";
  return hasValues
    ? { creates: [...creates, newRowTypeRef(table)], drops: [rowTypeRef(table)] }
    : { creates };
}

export function dropColumn(table: Table, change: DropColumn): ColumnActions {
  const column = change.from;
  const isComputed = column.generated !== undefined;
  const clause: Clause = {
    sql: `DROP COLUMN ${ident(column.name)}`,
    undo: `ADD COLUMN ${columnSql(table, column)}`,
    source: sourceOf(change),
    blocks: "everything",
    loses: isComputed ? [] : [describeColumn(table, column.name)],
    drops: [change.subject],
    releases: columnNeeds(column),
  };
  return { before: [], clauses: [clause], after: [] };
}

export function modifyColumn(table: Table, change: ModifyColumn, context: CompareContext): ColumnActions {
  if (change.rebuild) return rebuildColumn(table, change);
  const { from, to } = change;
  const source = sourceOf(change);
  const isRetyped = from.type !== to.type || from.collation !== to.collation;
  const identity = identityActions(table, change, context);
  const clauses = [
    ...(isRetyped ? typeClauses(table, change, context) : []),
    // An identity column cannot be without NOT NULL.
    ...(to.identity ? [] : identity.clauses.filter(isIdentityDrop)),
    ...nullClauses(table, change),
    ...defaultClauses(change, isRetyped),
    ...identity.clauses.filter((clause) => to.identity || !isIdentityDrop(clause)),
    ...generatedClauses(table, change),
    ...extraClauses(to.name, isRetyped ? extrasAfterRetyping(from, to) : from, to, source),
  ];
  const comment =
    (from.comment ?? "") === (to.comment ?? "")
      ? []
      : [columnCommentStep(table, to.name, from.comment, to.comment, change)];
  return {
    before: [...identity.before, ...renameNotNull(table, change)],
    clauses,
    after: [
      ...identity.after,
      ...(to.notNullNotValid && !from.notNull ? notNullSteps(table, to, source) : []),
      ...comment,
    ],
  };
}

function isIdentityDrop(clause: Clause): boolean {
  return clause.sql.endsWith(" DROP IDENTITY");
}

/** The values of a generated column are computed again; a plain column that becomes one loses its own. */
function rebuildColumn(table: Table, change: ModifyColumn): ColumnActions {
  const { from, to } = change;
  const source = sourceOf(change);
  const loses = from.generated && to.generated ? [] : [describeColumn(table, from.name)];
  const drop: Clause = {
    sql: `DROP COLUMN ${ident(from.name)}`,
    undo: `ADD COLUMN ${columnSql(table, from)}`,
    source,
    blocks: "everything",
    loses,
    drops: [change.subject],
    releases: columnNeeds(from),
  };
  const stored = to.generated?.kind === "stored";
  const add: Clause = {
    sql: `ADD COLUMN ${columnSql(table, to)}`,
    undo: `DROP COLUMN ${ident(to.name)}`,
    source,
    blocks: "everything",
    rewrites: stored,
    scans: stored,
    ...overRowType(table, to, [change.subject]),
    needs: columnNeeds(to),
  };
  return {
    before: [],
    clauses: [drop, add, ...finishColumnClauses(to, change)],
    after: [...finishColumn(table, to, change), ...restoreGrants(table, change)],
  };
}

/** A column that is dropped takes its privileges along. */
function restoreGrants(table: Table, change: ModifyColumn): readonly DraftStep[] {
  const grants = change.from.grants ?? [];
  return accessSql({ grants, revokes: [] }, qualified(table)).map((sql) =>
    accessStep(sql, `restore privileges on column ${JSON.stringify(change.to.name)}`, sourceOf(change), [
      change.subject,
    ]),
  );
}

function nullClauses(table: Table, change: ModifyColumn): readonly Clause[] {
  const { from, to } = change;
  const alter = `ALTER COLUMN ${ident(to.name)}`;
  const base = { source: sourceOf(change), blocks: "everything" as const };
  if (from.notNull && !to.notNull)
    return [{ ...base, sql: `${alter} DROP NOT NULL`, undo: `${alter} SET NOT NULL` }];
  if (!to.notNull) return [];
  if (!from.notNull) {
    if (to.notNullNotValid) return [];
    const named = to.notNullName !== undefined || to.notNullNoInherit === true;
    const name = to.notNullName ?? notNullName(table.name, to.name);
    const sql = named ? `ADD ${notNullConstraint(to, name)}` : `${alter} SET NOT NULL`;
    const avoidedBy = becomesNotNull(from, to) ? ["online"] : [];
    return [{ ...base, sql, undo: `${alter} DROP NOT NULL`, scans: true, avoidedBy }];
  }
  const name = to.notNullName ?? notNullName(table.name, to.name);
  if (from.notNullNotValid && !to.notNullNotValid)
    return [{ sql: `VALIDATE CONSTRAINT ${ident(name)}`, source: base.source, blocks: "ddl", scans: true }];
  if (!from.notNullNotValid && to.notNullNotValid)
    return [
      { ...base, sql: `${alter} DROP NOT NULL`, undo: `${alter} SET NOT NULL` },
      {
        ...base,
        sql: `ADD ${notNullConstraint(to, name)} NOT VALID`,
        undo: `DROP CONSTRAINT ${ident(name)}`,
      },
    ];
  if (from.notNullNoInherit === to.notNullNoInherit) return [];
  const inherit = (column: Column): string =>
    `ALTER CONSTRAINT ${ident(name)} ${column.notNullNoInherit ? "NO INHERIT" : "INHERIT"}`;
  return [{ ...base, sql: inherit(to), undo: inherit(from) }];
}

function renameNotNull(table: Table, change: ModifyColumn): readonly DraftStep[] {
  const { from, to } = change;
  if (!from.notNull || !to.notNull || from.notNullName === to.notNullName) return [];
  const name = (column: Column): string => column.notNullName ?? notNullName(table.name, column.name);
  const rename = (one: Column, other: Column): string =>
    `ALTER TABLE ${qualified(table)} RENAME CONSTRAINT ${ident(name(one))} TO ${ident(name(other))}`;
  return [
    smallStep(table, sourceOf(change), {
      sql: rename(from, to),
      comment: `rename a constraint from ${JSON.stringify(name(from))} to ${JSON.stringify(name(to))}`,
      undo: [rename(to, from)],
      blocks: "everything",
    }),
  ];
}

/** After a change of type a literal is set again, as its text keeps the cast to the old type otherwise. */
function defaultClauses(change: ModifyColumn, isRetyped: boolean): readonly Clause[] {
  const { from, to } = change;
  // A sequence comes with statements of its own.
  if (to.serial || to.identity) return [];
  const alter = `ALTER COLUMN ${ident(to.name)}`;
  const wasDropped = isRetyped && typeChange(from, to).using !== undefined;
  const isStale = isRetyped && (wasDropped || (to.default?.includes("'") ?? false));
  if (from.default === to.default && !isStale) return [];
  if (to.default === undefined && (wasDropped || from.default === undefined)) return [];
  const sql = (column: Column): string =>
    column.default === undefined ? `${alter} DROP DEFAULT` : `${alter} SET DEFAULT ${column.default}`;
  return [
    {
      sql: sql(to),
      undo: sql(from),
      source: sourceOf(change),
      blocks: "everything",
      needs: to.uses,
      releases: from.uses,
    },
  ];
}

function generatedClauses(table: Table, change: ModifyColumn): readonly Clause[] {
  const { from, to } = change;
  if (!from.generated || from.generated.expression === to.generated?.expression) return [];
  const alter = `ALTER COLUMN ${ident(to.name)}`;
  const base = { source: sourceOf(change), blocks: "everything" as const, releases: from.uses };
  if (!to.generated) return [{ ...base, sql: `${alter} DROP EXPRESSION` }];
  const stored = to.generated.kind === "stored";
  return [
    {
      ...base,
      sql: `${alter} SET EXPRESSION AS ${inParentheses(to.generated.expression)}`,
      // The other way the server would drop a new column before it looks at the expression that reads it.
      ...(to.reads.every((name) => from.reads.includes(name)) && {
        undo: `${alter} SET EXPRESSION AS ${inParentheses(from.generated.expression)}`,
      }),
      rewrites: stored,
      scans: stored,
      needs: to.uses,
      ...(stored && { drops: [rowTypeRef(table)], creates: [newRowTypeRef(table)] }),
    },
  ];
}

export function columnCommentStep(
  table: Table,
  column: string,
  from: string | undefined,
  to: string | undefined,
  change: {
    readonly kind: string;
    readonly subject: AddColumn["subject"];
    readonly object: AddColumn["object"];
  },
): DraftStep {
  return commentStep(
    `COLUMN ${qualified(table)}.${ident(column)}`,
    `column: ${JSON.stringify(column)} on table: ${JSON.stringify(table.name)}`,
    { kind: "table", schema: table.schema, name: table.name },
    to,
    from,
    change.kind,
    { kind: "column", schema: table.schema, table: table.name, name: column },
  );
}

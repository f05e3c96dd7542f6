import {
  AtlasError,
  type Change,
  type CompareContext,
  describeRef,
  type DraftStep,
  type Ref,
  refKey,
  refOf,
} from "@atlas/core";
import { columnRef, ident } from "../../text.ts";
import { describeColumn } from "./names.ts";
import { pruneTable } from "./prune.ts";
import { dropColumn } from "./alter-column.ts";
import type { ModifyTable } from "./changes.ts";
import { compareTables } from "./compare.ts";
import { dropConstraint } from "./constraints.ts";
import { refuseLostColumns } from "./former-expressions.ts";
import { dropIndexStep } from "./index-steps.ts";
import { type Column, type ForeignKey, type Key, partRef, type Table } from "./model.ts";
import { tableRef } from "./states.ts";
import { alterStep, type Clause, sourceOf } from "./step.ts";

type IsAway = (ref: Ref) => boolean;

/** A table lets go of functions that are dropped; the changes after it start from what is left. */
export interface LoosenTable extends ModifyTable {
  readonly loosened: Table;
}

export function isLoosening(change: Change): change is LoosenTable {
  return "loosened" in change;
}

/**
 * The changes of a table around functions that are dropped, to be made again or for good: defaults, checks,
 * exclusions and indexes that call them are dropped before and set again after.
 *
 * @param changes - what changes anyhow.
 * @throws {AtlasError} `E_UNSUPPORTED_CHANGE` if a generated column is computed with one.
 */
export function rebindTable(
  from: Table,
  to: Table,
  changes: readonly Change[],
  isAway: IsAway,
  context: CompareContext,
): readonly Change[] {
  refuseGenerated(from, to, isAway);
  refuseSplitting(from, isAway);
  refuseLostColumns(from, to, isAway, context);
  const loosened = loosen(from, to, isAway);
  const parts = [
    ...difference(from.columns, loosened.columns).map((column) => columnRef(to, column.name)),
    ...[
      ...difference(keysOf(from), keysOf(loosened)),
      ...difference(from.checks, loosened.checks),
      ...difference(from.exclusions, loosened.exclusions),
      ...difference(from.indexes, loosened.indexes),
    ].map((part) => partRef(to, part)),
  ];
  if (parts.length === 0) return changes;
  const keyOf = ({ kind, subject }: Change): string => `${kind} ${refKey(subject)}`;
  const wanted = new Set(changes.map(keyOf));
  const subjects = new Set(parts.map(refKey));
  const rest = compareTables(loosened, to, context).filter(
    (change) => wanted.has(keyOf(change)) || subjects.has(refKey(change.subject)),
  );
  const loosening: LoosenTable = {
    kind: "modify_table",
    object: refOf(to),
    subject: refOf(to),
    from,
    to,
    loosened,
  };
  return [loosening, ...rest];
}

/** The steps that lead to the loosened table. */
export function loosenSteps(change: LoosenTable): readonly DraftStep[] {
  const { from, loosened } = change;
  const source = sourceOf(change);
  const kept = new Set(loosened.columns.map(({ name }) => name));
  // With a column goes what is built on it.
  const stands = (part: { readonly reads: readonly string[] }): boolean =>
    part.reads.every((name) => kept.has(name));
  const clauses = [
    ...difference(from.columns, loosened.columns).flatMap((column): readonly Clause[] => {
      if (kept.has(column.name)) return [];
      const subject = columnRef(from, column.name);
      return dropColumn(from, { kind: "drop_column", object: change.object, subject, from: column }).clauses;
    }),
    ...difference(from.columns, loosened.columns).flatMap((column): readonly Clause[] => {
      if (!kept.has(column.name)) return [];
      const alter = `ALTER COLUMN ${ident(column.name)}`;
      const facts = { source, blocks: "everything", releases: column.uses } as const;
      if (column.generated) return [{ ...facts, sql: `${alter} DROP EXPRESSION` }];
      return [{ ...facts, sql: `${alter} DROP DEFAULT`, undo: `${alter} SET DEFAULT ${column.default}` }];
    }),
    ...[...difference(from.checks, loosened.checks), ...difference(from.exclusions, loosened.exclusions)]
      .filter(stands)
      .map((constraint) => dropConstraint(from, constraint, source)),
  ];
  return [
    ...difference(from.indexes, loosened.indexes)
      .filter(stands)
      .map((index) => dropIndexStep(from, index, source)),
    ...alterStep(from, clauses),
  ];
}

/**
 * The table without what is bound to functions that go: what the desired table binds again, and all of it where the
 * same statement would have to run before one of them is dropped and after it is made again.
 */
function loosen(whole: Table, to: Table, isAway: IsAway): Table {
  const isNeededAgain = partsOf(to).some((part) => part.uses.some(isAway));
  const goesFirst = (part: Part, desired: readonly Part[]): boolean =>
    part.uses.some(isAway) && (isNeededAgain || staysCalling(part, desired));
  const from = isNeededAgain ? withoutComputed(whole, to, isAway) : whole;
  return {
    ...from,
    columns: from.columns.map((column): Column => {
      if (column.generated || column.default === undefined || !goesFirst(column, to.columns)) return column;
      const { default: _default, ...rest } = column;
      return { ...rest, uses: [] };
    }),
    checks: from.checks.filter((check) => !goesFirst(check, to.checks)),
    exclusions: from.exclusions.filter((each) => !goesFirst(each, to.exclusions)),
    indexes: from.indexes.filter((index) => !goesFirst(index, to.indexes)),
  };
}

/** The table without the computation of generated columns; those that do not become plain ones go. */
function withoutComputed(table: Table, to: Table, isAway: IsAway): Table {
  const isBound = (column: Column): boolean => column.generated !== undefined && column.uses.some(isAway);
  const becomesPlain = ({ name, generated }: Column): boolean =>
    generated?.kind === "stored" &&
    to.columns.some((other) => other.name === name && other.generated === undefined);
  const bound = table.columns.filter(isBound);
  if (bound.length === 0) return table;
  const gone = new Set(bound.filter((column) => !becomesPlain(column)).map(({ name }) => name));
  const left =
    gone.size === 0 ? table : pruneTable(table, (type, name) => type !== "column" || !gone.has(name));
  return {
    ...left,
    columns: left.columns.map((column): Column => {
      if (!isBound(column)) return column;
      const { generated: _generated, ...plain } = column;
      return { ...plain, uses: [], reads: [] };
    }),
  };
}

function keysOf({ primaryKey, uniques, foreignKeys }: Table): readonly (Key | ForeignKey)[] {
  return [...(primaryKey ? [primaryKey] : []), ...uniques, ...foreignKeys];
}

function partsOf(table: Table): readonly Part[] {
  return [...table.columns, ...table.checks, ...table.exclusions, ...table.indexes];
}

interface Part {
  readonly name: string;
  readonly uses: readonly Ref[];
}

/** Whether the desired part of that name calls functions, too. */
function staysCalling(part: Part, desired: readonly Part[]): boolean {
  const other = desired.find(({ name }) => name === part.name);
  return other !== undefined && calls(other);
}

const routines: ReadonlySet<string> = new Set(["function", "procedure", "aggregate"]);

function calls(part: Part): boolean {
  return part.uses.some((ref) => routines.has(ref.kind));
}

/** Members of the first list that the second does not have as they are. */
function difference<Item>(all: readonly Item[], left: readonly Item[]): readonly Item[] {
  const kept = new Set(left);
  return all.filter((item) => !kept.has(item));
}

/** Nothing takes hold again of what the rows of a table are split by. */
function refuseSplitting({ partitionKey, ...table }: Table, isAway: IsAway): void {
  const used = partitionKey?.uses?.find(isAway);
  if (!used) return;
  throw new AtlasError(
    "E_UNSUPPORTED_CHANGE",
    `${describeRef(used)} has to be dropped, and the rows of table ${JSON.stringify(table.name)} are split into partitions by it`,
    {
      details: { function: used, table: tableRef(table) },
      hint: "Keep the names and defaults of its parameters and its result; or create a table of another name that is split by the new one, and copy the rows with a migration of your own.",
    },
  );
}

function refuseGenerated(from: Table, to: Table, isAway: IsAway): void {
  for (const column of from.columns) {
    const used = column.generated ? column.uses.find(isAway) : undefined;
    const other = to.columns.find(({ name }) => name === column.name);
    if (!used || !other?.generated || !calls(other)) continue;
    throw new AtlasError(
      "E_UNSUPPORTED_CHANGE",
      `${describeRef(used)} has to be dropped, and generated ${describeColumn(from, column.name)} is computed with it`,
      {
        details: { function: used, column: columnRef(from, column.name) },
        hint: "Keep the names and defaults of its parameters and its result, give the new one another name and change the column to it, or drop the column in one run and add it again in the next.",
      },
    );
  }
}

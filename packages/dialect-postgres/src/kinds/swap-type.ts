import {
  AtlasError,
  describeRef,
  type DraftStep,
  harmless,
  noDependencies,
  type Ref,
  refKey,
  refOf,
  type SchemaObject,
  type State,
  type StepsContext,
  type StepSource,
} from "@atlas/core";
import { columnRef, ident, literal, qualified } from "../text.ts";
import type { NamedType } from "./catalog-text.ts";
import { type Access, accessSql, accessStep } from "./privileges.ts";
import { freeName, isRoutine } from "./routine/mentions.ts";
import type { Routine } from "./routine/model.ts";
import { heirSteps } from "./swap-heirs.ts";
import { refuseComputed } from "./swap-computed.ts";
import { namingSteps } from "./swap-naming.ts";
import { commentSteps, partsNaming } from "./swap-parts.ts";
import { newRowTypeRef, rowTypeRef } from "./table/aspects.ts";
import { extraClauses, extrasAfterRetyping } from "./table/column-extras.ts";
import { constraintSql } from "./table/constraint-sql.ts";
import { describeColumn } from "./table/names.ts";
import { addConstraint, dropConstraint } from "./table/constraints.ts";
import { equal } from "./table/equal.ts";
import { isSameTable } from "./table/family.ts";
import { createIndexStep, dropIndexStep } from "./table/index-steps.ts";
import { type Column, type ForeignKey, type Table } from "./table/model.ts";
import { partCommentSteps } from "./table/part-comments.ts";
import { isSplitBy } from "./table/partition.ts";
import { refuseUnderRowType } from "./table/row-type-users.ts";
import { findTable } from "./table/states.ts";
import { alterStep } from "./table/step.ts";

/** How a type is made and called, to be replaced by another of its name. */
export interface SwappedType {
  readonly object: SchemaObject;
  /** `TYPE` or `DOMAIN`, as in DROP and ALTER. */
  readonly word: "TYPE" | "DOMAIN";
  readonly createSql: string;
  /** `enum type`, for the comments of steps. */
  readonly description: string;
  /** What it stands on: the functions in its checks. Default: nothing. */
  readonly needs?: readonly Ref[];
  /** Who may use it. */
  readonly access?: Access | undefined;
  /** Values that it no longer has. */
  readonly removed?: readonly string[];
  /** Its values may be less than those of the one before it: rounded, or cut to a length. */
  readonly cuts?: boolean;
}

/** Columns of tables that have the type, also in arrays. */
export function columnsOf(type: SchemaObject, state: State): readonly (readonly [Table, Column])[] {
  const key = refKey(refOf(type));
  return state.objects
    .filter(isTable)
    .flatMap((table) =>
      table.columns
        .filter((column) => column.typeRef !== undefined && refKey(column.typeRef) === key)
        .map((column) => [table, column] as const),
    );
}

/** Functions that take or give the type: they are dropped while it still has its name. */
function routinesOf(type: SchemaObject, state: State): readonly Routine[] {
  const key = refKey(refOf(type));
  return state.objects.filter(isRoutine).filter(({ uses }) => uses.some((ref) => refKey(ref) === key));
}

/** What views and the like cannot survive while the type is replaced. */
export function disturbedBySwap(type: SchemaObject, state: State): readonly Ref[] {
  return [refOf(type), ...columnsOf(type, state).map(([table, column]) => columnRef(table, column.name))];
}

/**
 * Replaces a type by another of its name and keeps the rows: the old one steps aside under another name,
 * every column that has it is converted through its text, and the old one goes.
 *
 * A column that goes in the same plan, or changes to another type, is left to its table, as are indexes and
 * constraints that change.
 *
 * @throws {AtlasError} `E_UNSUPPORTED_CHANGE` if another type is made of it.
 */
export function swapType(from: SwappedType, to: SwappedType, context: StepsContext): readonly DraftStep[] {
  refuseTypesMadeOf(from.object, context);
  refuseComputed(from.object, context);
  const { object } = to;
  const ref = refOf(object);
  const old = { ...from.object, name: asideName(object.name) };
  const source = { change: `modify_${object.kind}`, subject: ref };
  const step = {
    ...harmless,
    ...noDependencies,
    sources: [source],
    comment: `modify ${to.description} "${object.name}"`,
    blocks: "ddl",
  } as const;
  const staying = stayingColumns(object, context);
  refusePartitionKeys(object, staying);
  const keys = keysOver(staying, context);
  const converted = staying.map(([table, columns]) => {
    const steps = convertTable(table, columns.filter(isOwn), to, context);
    refuseUnderRowType(table, steps, context);
    return steps;
  });
  const naming = namingSteps(
    from.object,
    staying.map(([table]) => table),
    context,
  );
  const heirs = staying.map(([table, columns]) => heirSteps(table, columns, object, context));
  return [
    {
      ...step,
      sql: `ALTER ${from.word} ${qualified(from.object)} RENAME TO ${ident(old.name)}`,
      creates: [refOf(old)],
      prefers: routinesOf(from.object, context.from).map(freeName),
      undo: [`ALTER ${from.word} ${qualified(old)} RENAME TO ${ident(object.name)}`],
    },
    {
      ...step,
      sql: to.createSql,
      creates: [ref],
      needs: to.needs ?? [],
      undo: [`DROP ${to.word} ${qualified(object)}`],
    },
    ...keys.flatMap(({ table, key }) => alterStep(table, [dropConstraint(table, key, source)])),
    ...naming.before,
    ...heirs.flatMap(({ before }) => before),
    ...converted.flat(),
    ...heirs.flatMap(({ after }) => after),
    ...naming.after,
    ...keys.flatMap(({ table, key }) => [
      ...alterStep(table, [addConstraint(table, key, source)]),
      ...partCommentSteps(table, undefined, key, source),
    ]),
    {
      ...step,
      sql: `DROP ${from.word} ${qualified(old)}`,
      comment: `drop ${from.description} "${old.name}"`,
      // Whatever lets go of the type lets go of the old one.
      drops: [refOf(old), ref],
      releases: from.needs ?? [],
      undo: [from.createSql.replace(qualified(from.object), qualified(old))],
    },
    ...restoreAccess(from, source),
  ];
}

/** The new type belongs to who makes it, for everybody to use. */
function restoreAccess({ object, word, access }: SwappedType, source: StepSource): readonly DraftStep[] {
  if (!access) return [];
  const { owner } = access;
  const statements = [
    ...(owner === undefined ? [] : [`ALTER ${word} ${qualified(object)} OWNER TO ${ident(owner)}`]),
    ...accessSql(access, `TYPE ${qualified(object)}`),
  ];
  return statements.map((sql) =>
    accessStep(sql, `restore privileges of type "${object.name}"`, source, [refOf(object)]),
  );
}

/** Columns that have the type before and after, by table. */
export function stayingColumns(
  type: SchemaObject,
  context: StepsContext,
): readonly (readonly [Table, readonly Column[]])[] {
  const keyOf = ([table, column]: readonly [Table, Column]): string => refKey(columnRef(table, column.name));
  const desired = new Set(columnsOf(type, context.to).map(keyOf));
  const staying = columnsOf(type, context.from).filter((entry) => desired.has(keyOf(entry)));
  const byTable = Map.groupBy(staying, ([table]) => table);
  return [...byTable].map(([table, entries]) => [table, entries.map(([, column]) => column)]);
}

/**
 * Foreign keys over columns that are converted: between the two types there is no comparison. One that changes in
 * the same plan is left to its table.
 */
function keysOver(
  staying: readonly (readonly [Table, readonly Column[]])[],
  context: StepsContext,
): readonly { readonly table: Table; readonly key: ForeignKey }[] {
  return staying.flatMap(([table, columns]) => {
    const names = new Set(columns.map((column) => column.name));
    const desired = findTable(context.to, table)?.foreignKeys ?? [];
    return table.foreignKeys
      .filter((key) => key.columns.some((name) => names.has(name)))
      .filter((key) => desired.some((other) => equal(key, other)))
      .map((key) => ({ table, key }));
  });
}

/** The server converts no column that rows are split by. */
function refusePartitionKeys(
  type: SchemaObject,
  staying: readonly (readonly [Table, readonly Column[]])[],
): void {
  for (const [table, columns] of staying) {
    const column = columns.find(({ name }) => isSplitBy(table, name));
    if (!column) continue;
    const what = describeColumn(table, column.name);
    throw new AtlasError(
      "E_UNSUPPORTED_CHANGE",
      `${describeRef(refOf(type))} cannot be replaced: rows are split into partitions by ${what}`,
      {
        details: { subject: refOf(type), column: columnRef(table, column.name) },
        hint: "Values can be added to an enum in place. For anything else create a table of another name, copy the rows with a migration of your own, and drop the old one.",
      },
    );
  }
}

function convertTable(
  table: Table,
  columns: readonly Column[],
  { object: type, removed = [], cuts = false }: SwappedType,
  context: StepsContext,
): readonly DraftStep[] {
  if (columns.length === 0) return [];
  const ref = refOf(type);
  const failing = removed.length === 0 ? "" : `; fails where rows hold ${removed.map(literal).join(" or ")}`;
  const desired = findTable(context.to, table);
  const isHeir = columnsOf(type, context.from).some(
    ([each, column]) => isSameTable(each, table) && !isOwn(column),
  );
  // An heir with columns of both sorts sees to its parts itself.
  const parts = isHeir ? { constraints: [], indexes: [] } : partsNaming(type, table, context);
  const { constraints, indexes } = parts;
  const columnRefs = columns.map((column) => columnRef(table, column.name));
  // One that is then given another type is there for others when its table has done so.
  const settled = columns
    .filter(({ name, type: present }) =>
      desired?.columns.some((next) => next.name === name && next.type === present),
    )
    .map((column) => columnRef(table, column.name));
  const source = { change: `modify_${type.kind}`, subject: ref };
  const clauses = [
    ...constraints.map((constraint) => `DROP CONSTRAINT ${ident(constraint.name)}`),
    ...columns.flatMap((column) => convertClauses(column, type, desired)),
    // A change of type puts storage and compression to those of the type.
    ...columns.flatMap((column) =>
      extraClauses(column.name, extrasAfterRetyping(column, column), column, source).map(({ sql }) => sql),
    ),
    ...constraints.map((constraint) => `ADD ${constraintSql(table, constraint)}`),
  ];
  return [
    ...indexes.map((index) => dropIndexStep(table, index, source)),
    {
      ...harmless,
      ...noDependencies,
      sql: `ALTER TABLE ${qualified(table)} ${clauses.join(", ")}`,
      comment: `modify "${table.name}" table${failing}`,
      sources: columnRefs.map((subject) => ({ change: `modify_${type.kind}`, subject })),
      blocks: "everything",
      rewrites: true,
      scans: true,
      losesData: cuts,
      loses: cuts ? columns.map((column) => describeColumn(table, column.name)) : [],
      table: refOf(table),
      // Listed as created, so that whoever uses the new type in these columns comes after it.
      creates: [ref, ...settled, newRowTypeRef(table)],
      drops: [...columnRefs, rowTypeRef(table)],
      needs: [refOf(table)],
    },
    ...indexes.map((index) => createIndexStep(table, index, source, "existing")),
    ...commentSteps(table, parts, source),
  ];
}

/** Whether a column is not that of a parent: that one is converted with it. */
function isOwn(column: Column): boolean {
  return column.inherited === undefined;
}

function convertClauses(column: Column, type: SchemaObject, desired: Table | undefined): readonly string[] {
  const name = ident(column.name);
  const array = column.type.endsWith("[]") ? "[]" : "";
  const target = `${qualified(type)}${array}`;
  // The desired default: the present one may name a value that goes.
  const after = desired?.columns.find((each) => each.name === column.name);
  // One that becomes an array, too, gets its default with that.
  const next = after?.type === column.type ? after.default : undefined;
  return [
    ...(column.default === undefined ? [] : [`ALTER COLUMN ${name} DROP DEFAULT`]),
    `ALTER COLUMN ${name} TYPE ${target} USING ${name}::text${array}::${target}`,
    ...(column.default === undefined || next === undefined
      ? []
      : [`ALTER COLUMN ${name} SET DEFAULT ${next}`]),
  ];
}

/** Types other than tables that are made of one another, by the fields that name a type. */
interface TypeUser extends SchemaObject, Partial<NamedType> {
  readonly attributes?: readonly NamedType[];
  readonly subtype?: NamedType;
}

/** Objects that are not tables and are made of the type: domains over it, composites and ranges with it. */
export function typesMadeOf(type: SchemaObject, state: State): readonly SchemaObject[] {
  const key = refKey(refOf(type));
  return state.objects.filter((object) => {
    if (isTable(object)) return false;
    // Each field is optional: what another kind lacks is absent.
    const user = object as TypeUser;
    const refs = [
      user.typeRef,
      user.subtype?.typeRef,
      ...(user.attributes ?? []).map(({ typeRef }) => typeRef),
    ];
    return refs.some((ref) => ref !== undefined && refKey(ref) === key);
  });
}

/** Of those the ones that are so before and after: others go or change first. */
export function stayingTypesMadeOf(type: SchemaObject, { from, to }: StepsContext): readonly SchemaObject[] {
  const desired = new Set(typesMadeOf(type, to).map((user) => refKey(refOf(user))));
  return typesMadeOf(type, from).filter((user) => desired.has(refKey(refOf(user))));
}

function refuseTypesMadeOf(type: SchemaObject, context: StepsContext): void {
  const [user] = stayingTypesMadeOf(type, context);
  if (!user) return;
  throw new AtlasError(
    "E_UNSUPPORTED_CHANGE",
    `${describeRef(refOf(type))} cannot be replaced: ${describeRef(refOf(user))} is made of it`,
    { hint: `Drop ${describeRef(refOf(user))} first, or make the change with a migration of your own.` },
  );
}

const longestName = 63;

/** What something is called while what replaces it has its name. */
export function asideName(name: string): string {
  const suffix = "__old";
  let kept = name;
  while (Buffer.byteLength(kept + suffix) > longestName) kept = Array.from(kept).slice(0, -1).join("");
  return kept + suffix;
}

function isTable(object: SchemaObject): object is Table {
  return object.kind === "table";
}

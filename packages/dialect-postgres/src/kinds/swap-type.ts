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
} from "@atlas/core";
import { columnRef, ident, qualified } from "../text.ts";
import type { NamedType } from "./catalog-text.ts";
import type { Column, Table } from "./table/model.ts";

/** How a type is made and called, to be replaced by another of its name. */
export interface SwappedType {
  readonly object: SchemaObject;
  /** `TYPE` or `DOMAIN`, as in DROP and ALTER. */
  readonly word: "TYPE" | "DOMAIN";
  readonly createSql: string;
  /** `enum type`, for the comments of steps. */
  readonly description: string;
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

/** What views and the like cannot survive while the type is replaced. */
export function disturbedBySwap(type: SchemaObject, state: State): readonly Ref[] {
  return [refOf(type), ...columnsOf(type, state).map(([table, column]) => columnRef(table, column.name))];
}

/**
 * Replaces a type by another of its name and keeps the rows: the old one steps aside under another name,
 * every column that has it is converted through its text, and the old one goes.
 *
 * A column that goes in the same plan, or changes to another type, is left to its table: that happens first.
 *
 * @throws {AtlasError} `E_UNSUPPORTED_CHANGE` if another type is made of it.
 */
export function swapType(from: SwappedType, to: SwappedType, context: StepsContext): readonly DraftStep[] {
  refuseTypesMadeOf(from.object, context);
  const { object } = to;
  const ref = refOf(object);
  const old = { ...from.object, name: asideName(object.name) };
  const sources = [{ change: `modify_${object.kind}`, subject: ref }];
  const step = { ...harmless, ...noDependencies, sources, blocks: "ddl" } as const;
  const staying = columnsOf(to.object, context.to).map(([table, column]) =>
    refKey(columnRef(table, column.name)),
  );
  const converted = columnsOf(from.object, context.from).filter(([table, column]) =>
    staying.includes(refKey(columnRef(table, column.name))),
  );
  const comment = `modify ${to.description} "${object.name}"`;
  return [
    {
      ...step,
      sql: `ALTER ${from.word} ${qualified(from.object)} RENAME TO ${ident(old.name)}`,
      comment,
      creates: [refOf(old)],
      drops: [ref],
      undo: [`ALTER ${from.word} ${qualified(old)} RENAME TO ${ident(object.name)}`],
    },
    { ...step, sql: to.createSql, comment, creates: [ref], undo: [`DROP ${to.word} ${qualified(object)}`] },
    ...[...Map.groupBy(converted, ([table]) => table)].map(([table, columns]): DraftStep => ({
      ...step,
      sql: convertSql(
        table,
        columns.map(([, column]) => column),
        object,
        context.to,
      ),
      comment: `modify "${table.name}" table`,
      sources: columns.map(([, column]) => ({
        change: `modify_${object.kind}`,
        subject: columnRef(table, column.name),
      })),
      blocks: "everything",
      rewrites: true,
      scans: true,
      table: refOf(table),
      needs: [ref, ...columns.map(([, column]) => columnRef(table, column.name))],
      releases: [refOf(old)],
    })),
    {
      ...step,
      sql: `DROP ${from.word} ${qualified(old)}`,
      comment: `drop ${from.description} "${old.name}"`,
      drops: [refOf(old)],
      undo: [],
    },
  ];
}

function convertSql(table: Table, columns: readonly Column[], type: SchemaObject, to: State): string {
  const desired = to.objects.filter(isTable).find((each) => refKey(refOf(each)) === refKey(refOf(table)));
  const clauses = columns.flatMap((column) => {
    const name = ident(column.name);
    const target = `${qualified(type)}${column.type.endsWith("[]") ? "[]" : ""}`;
    const text = column.type.endsWith("[]") ? "text[]" : "text";
    // The desired default: the present one may name a value that goes.
    const next = desired?.columns.find((each) => each.name === column.name)?.default;
    return [
      ...(column.default === undefined ? [] : [`ALTER COLUMN ${name} DROP DEFAULT`]),
      `ALTER COLUMN ${name} TYPE ${target} USING ${name}::${text}::${target}`,
      ...(column.default === undefined || next === undefined
        ? []
        : [`ALTER COLUMN ${name} SET DEFAULT ${next}`]),
    ];
  });
  return `ALTER TABLE ${qualified(table)} ${clauses.join(", ")}`;
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

function refuseTypesMadeOf(type: SchemaObject, context: StepsContext): void {
  const [user] = typesMadeOf(type, context.from);
  if (!user) return;
  throw new AtlasError(
    "E_UNSUPPORTED_CHANGE",
    `${describeRef(refOf(type))} cannot be replaced: ${describeRef(refOf(user))} is made of it`,
    { hint: `Drop ${describeRef(refOf(user))} first, or make the change with a migration of your own.` },
  );
}

const longestName = 63;

/** A name for what steps aside while its successor takes the name. */
export function asideName(name: string): string {
  const suffix = "__old";
  let kept = name;
  while (Buffer.byteLength(kept + suffix) > longestName) kept = [...kept].slice(0, -1).join("");
  return kept + suffix;
}

function isTable(object: SchemaObject): object is Table {
  return object.kind === "table";
}

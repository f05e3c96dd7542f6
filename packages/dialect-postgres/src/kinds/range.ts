import {
  AtlasError,
  compareWhole,
  describeRef,
  type DraftStep,
  type Ref,
  refOf,
  type SchemaObject,
  schemaOf,
  stepsByRules,
  type StepsContext,
  type UnmanagedObject,
} from "@atlas/core";
import { type CatalogQuery, type PostgresKind, type ReadContext, rowsOf } from "../kind.ts";
import { commentStep, qualified } from "../text.ts";
import {
  collationRefs,
  collationText,
  inScope,
  isMade,
  type NamedType,
  notOfExtension,
  readType,
  typeColumns,
  typeJoins,
  typeRefs,
  type TypeRow,
} from "./catalog-text.ts";
import { rangeCodec } from "./hcl/range.ts";
import { multirangeName } from "./multirange.ts";
import { disturbedBySwap, stayingColumns, stayingTypesMadeOf } from "./swap-type.ts";
import { createType, dropType, type TypeRules } from "./type-steps.ts";

/** A type of ranges over another type. Those with a canonical function are not managed. */
export interface Range extends SchemaObject {
  readonly kind: "range";
  readonly subtype: NamedType;
  /** As SQL writes it; absent: the default of the subtype. */
  readonly operatorClass?: string;
  readonly collation?: string;
  /** The function that measures the distance of two values. */
  readonly difference?: string;
  /** Name of the type of several ranges (PostgreSQL 14), when the server would have chosen another. */
  readonly multirange?: string;
  readonly comment?: string;
}

interface RangeRow extends TypeRow {
  readonly schema: string;
  readonly name: string;
  readonly has_canonical: boolean;
  readonly class_name: string | null;
  readonly class_schema: string | null;
  readonly collation: string | null;
  readonly collation_schema: string | null;
  readonly difference_name: string | null;
  readonly difference_schema: string | null;
  readonly multirange: string | null;
  readonly comment: string | null;
}

const rangesQuery: CatalogQuery = {
  name: "ranges",
  when: isMade("pg_type", "o.typtype = 'r'"),
  sql: (
    version,
  ) => `SELECT n.nspname::text AS schema, t.typname::text AS name, ${typeColumns("r.rngsubtype", "NULL")},
      r.rngcanonical <> 0 AS has_canonical,
      CASE WHEN NOT o.opcdefault THEN o.opcname::text END AS class_name, os.nspname::text AS class_schema,
      CASE WHEN r.rngcollation <> y.typcollation THEN c.collname::text END AS collation,
      cn.nspname::text AS collation_schema,
      p.proname::text AS difference_name, ps.nspname::text AS difference_schema,
      ${version >= 140_000 ? "m.typname::text" : "NULL::text"} AS multirange,
      pg_catalog.obj_description(t.oid, 'pg_type') AS comment
    FROM pg_catalog.pg_range r
    JOIN pg_catalog.pg_type t ON t.oid = r.rngtypid
    JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace AND ${inScope}
    ${typeJoins("r.rngsubtype")}
    JOIN pg_catalog.pg_opclass o ON o.oid = r.rngsubopc
    JOIN pg_catalog.pg_namespace os ON os.oid = o.opcnamespace
    LEFT JOIN pg_catalog.pg_collation c ON c.oid = r.rngcollation
    LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = c.collnamespace
    LEFT JOIN pg_catalog.pg_proc p ON p.oid = r.rngsubdiff
    LEFT JOIN pg_catalog.pg_namespace ps ON ps.oid = p.pronamespace
    ${version >= 140_000 ? "LEFT JOIN pg_catalog.pg_type m ON m.oid = r.rngmultitypid" : ""}
    WHERE ${notOfExtension("pg_type", "t.oid")}
    ORDER BY 1, 2`,
};

const rules: TypeRules<Range> = {
  title: "range type",
  keyword: "TYPE",
  createSql,
  details: (range, change) => (range.comment === undefined ? [] : [describe(range, undefined, change)]),
  requires,
};

export const rangeKind: PostgresKind<Range> = {
  name: "range",
  catalog: [rangesQuery],
  recreatable: false,
  hcl: rangeCodec,

  read: (rows, context) =>
    rowsOf<RangeRow>(rows, rangesQuery)
      .filter((row) => !row.has_canonical)
      .map((row) => readRange(row, context)),

  unmanaged: (rows, context) =>
    rowsOf<RangeRow>(rows, rangesQuery)
      .filter((row) => row.has_canonical)
      .map((row): UnmanagedObject => ({
        kind: "range type with a canonical function",
        schema: context.schemaName(row.schema),
        name: `${row.schema}.${row.name}`,
        needs: schemaOf({ schema: context.schemaName(row.schema) }),
      })),

  requires,

  compare: (from, to, context) =>
    compareWhole(
      from,
      to,
      (range) => [facts(range), range.comment ?? ""],
      () => (isSame(from, to) ? [] : disturbedBySwap(from, context.from)),
    ),

  steps: stepsByRules<Range>({
    add: (type) => createType(rules, type),
    drop: (type) => dropType(rules, type),
    modify,
  }),
};

/** The constructors of a range type keep their names when the type is renamed, so that it cannot step aside. */
function modify(from: Range, to: Range, context: StepsContext): readonly DraftStep[] {
  if (isSame(from, to))
    return (from.comment ?? "") === (to.comment ?? "") ? [] : [describe(to, from.comment, "modify_range")];
  const [staying] = stayingColumns(from, context);
  const user = staying?.[0] ?? stayingTypesMadeOf(from, context)[0];
  if (user) {
    throw new AtlasError(
      "E_UNSUPPORTED_CHANGE",
      `${describeRef(refOf(from))} cannot be replaced: ${describeRef(refOf(user))} uses it`,
      { hint: "Make a range type of another name and move the values to it." },
    );
  }
  return [...dropType(rules, from), ...createType(rules, to, "modify_range")];
}

function requires(range: Range): readonly Ref[] {
  return [...schemaOf(range), ...typeRefs([range.subtype]), ...collationRefs(range.collation)];
}

function facts({ subtype, operatorClass, collation, difference, multirange }: Range): unknown {
  return { subtype: subtype.type, operatorClass, collation, difference, multirange };
}

function isSame(from: Range, to: Range): boolean {
  return JSON.stringify(facts(from)) === JSON.stringify(facts(to));
}

function readRange(row: RangeRow, context: ReadContext): Range {
  const named = (name: string, schema: string | null): string =>
    collationText(name, schema ?? "pg_catalog", context);
  return {
    kind: "range",
    schema: context.schemaName(row.schema),
    name: row.name,
    subtype: readType(row, context),
    ...(row.class_name !== null && { operatorClass: named(row.class_name, row.class_schema) }),
    ...(row.collation !== null && { collation: named(row.collation, row.collation_schema) }),
    ...(row.difference_name !== null && { difference: named(row.difference_name, row.difference_schema) }),
    ...(row.multirange !== null &&
      row.multirange !== multirangeName(row.name) && { multirange: row.multirange }),
    ...(row.comment !== null && { comment: row.comment }),
  };
}

function createSql(range: Range): string {
  const parts = [
    `SUBTYPE = ${range.subtype.type}`,
    ...(range.operatorClass === undefined ? [] : [`SUBTYPE_OPCLASS = ${range.operatorClass}`]),
    ...(range.collation === undefined ? [] : [`COLLATION = ${range.collation}`]),
    ...(range.difference === undefined ? [] : [`SUBTYPE_DIFF = ${range.difference}`]),
    ...(range.multirange === undefined
      ? []
      : [`MULTIRANGE_TYPE_NAME = ${qualified({ schema: range.schema, name: range.multirange })}`]),
  ];
  return `CREATE TYPE ${qualified(range)} AS RANGE (${parts.join(", ")})`;
}

function describe(range: Range, previous: string | undefined, change: string): DraftStep {
  const description = `range type: "${range.name}"`;
  return commentStep(`TYPE ${qualified(range)}`, description, refOf(range), range.comment, previous, change);
}

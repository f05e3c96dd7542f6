import {
  alterStep,
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
} from "@atlas/core";
import { type CatalogQuery, type PostgresKind, type ReadContext, rowsOf } from "../kind.ts";
import { commentStep, ident, qualified } from "../text.ts";
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
import { compositeCodec } from "./hcl/composite.ts";
import {
  columnsOf,
  disturbedBySwap,
  stayingColumns,
  stayingTypesMadeOf,
  type SwappedType,
  swapType,
} from "./swap-type.ts";
import { type Access, typeAccess } from "./privileges.ts";
import { withTypeName } from "./renamed-types.ts";
import { castMayCut } from "./table/type-change.ts";
import { createType, dropType, type TypeRules } from "./type-steps.ts";

/** A type made of attributes, like a row. */
export interface Composite extends SchemaObject {
  readonly kind: "composite";
  /** In their order, which is part of the type. */
  readonly attributes: readonly Attribute[];
  readonly comment?: string;
  /** Who may use it. Never compared. */
  readonly access?: Access;
}

export interface Attribute extends NamedType {
  readonly name: string;
  /** As SQL writes it; absent: that of the type. */
  readonly collation?: string;
  readonly comment?: string;
}

interface CompositeRow {
  readonly id: number;
  readonly schema: string;
  readonly name: string;
  readonly comment: string | null;
}

const compositesQuery: CatalogQuery = {
  name: "composites",
  when: isMade("pg_class", "o.relkind = 'c'"),
  sql: () => `SELECT c.oid::int8::float8 AS id, n.nspname::text AS schema, c.relname::text AS name,
      pg_catalog.obj_description(c.reltype, 'pg_type') AS comment
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND ${inScope}
    WHERE c.relkind = 'c' AND ${notOfExtension("pg_type", "c.reltype")}
    ORDER BY 2, 3`,
};

interface AttributeRow extends TypeRow {
  readonly composite_id: number;
  readonly name: string;
  readonly collation: string | null;
  readonly collation_schema: string | null;
  readonly comment: string | null;
}

const attributesQuery: CatalogQuery = {
  name: "composite attributes",
  when: isMade("pg_class", "o.relkind = 'c'"),
  sql: () => `SELECT c.oid::int8::float8 AS composite_id, a.attname::text AS name, ${typeColumns("a.atttypid", "a.atttypmod")},
      CASE WHEN a.attcollation <> y.typcollation THEN l.collname::text END AS collation,
      ln.nspname::text AS collation_schema, pg_catalog.col_description(c.oid, a.attnum) AS comment
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND ${inScope}
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    ${typeJoins("a.atttypid")}
    LEFT JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation
    LEFT JOIN pg_catalog.pg_namespace ln ON ln.oid = l.collnamespace
    WHERE c.relkind = 'c'
    ORDER BY 1, a.attnum`,
};

const rules: TypeRules<Composite> = {
  title: "composite type",
  keyword: "TYPE",
  createSql,
  details: (composite, change) => describeAll(undefined, composite, change),
  requires,
};

export const compositeKind: PostgresKind<Composite> = {
  name: "composite",
  catalog: [compositesQuery, attributesQuery],
  recreatable: false,
  renamed: (composite, rename) => ({
    ...composite,
    attributes: composite.attributes.map((attribute) => withTypeName(attribute, rename)),
  }),
  hcl: compositeCodec,

  read(rows, context) {
    const attributes = Map.groupBy(rowsOf<AttributeRow>(rows, attributesQuery), (row) => row.composite_id);
    const accessOf = typeAccess(rows);
    return rowsOf<CompositeRow>(rows, compositesQuery).map((row) => {
      const access = accessOf(row.schema, row.name);
      return {
        kind: "composite",
        schema: context.schemaName(row.schema),
        name: row.name,
        attributes: (attributes.get(row.id) ?? []).map((attribute) => readAttribute(attribute, context)),
        ...(row.comment !== null && { comment: row.comment }),
        ...(access && { access }),
      };
    });
  },

  essence: ({ access: _access, ...composite }) => composite,

  requires,

  compare: (from, to, context) =>
    compareWhole(
      from,
      to,
      ({ attributes, comment = "" }) => ({
        comment,
        attributes: attributes.map(({ name, type, collation, comment: text = "" }) => ({
          name,
          type,
          collation,
          text,
        })),
      }),
      () => (onlyGains(from, to) ? [] : disturbedBySwap(from, context.from)),
    ),

  steps: stepsByRules<Composite>({
    add: (type) => createType(rules, type),
    drop: (type) => dropType(rules, type),
    modify,
  }),
};

function requires(composite: Composite): readonly Ref[] {
  return [...schemaOf(composite), ...attributeNeeds(composite.attributes)];
}

function attributeNeeds(attributes: readonly Attribute[]): readonly Ref[] {
  return [...typeRefs(attributes), ...attributes.flatMap(({ collation }) => collationRefs(collation))];
}

function readAttribute(row: AttributeRow, context: ReadContext): Attribute {
  return {
    name: row.name,
    ...readType(row, context),
    ...(row.collation !== null && {
      collation: collationText(row.collation, row.collation_schema ?? "pg_catalog", context),
    }),
    ...(row.comment !== null && { comment: row.comment }),
  };
}

function modify(from: Composite, to: Composite, context: StepsContext): readonly DraftStep[] {
  if (isSame(from, to)) return describeAll(from, to, "modify_composite");
  const kept = to.attributes.filter(({ name }) => from.attributes.some((each) => each.name === name));
  const present = from.attributes.filter(({ name }) => to.attributes.some((each) => each.name === name));
  const sameOrder = kept.every(
    ({ name }, index) => name === present[index]?.name && name === to.attributes[index]?.name,
  );
  const retyped = kept.some((attribute) => !sameType(attribute, find(from, attribute.name)));
  if (sameOrder && !retyped)
    return [...alterAttributes(from, to, context), ...describeAll(from, to, "modify_composite")];

  const rebuilt = describeAll(undefined, to, "modify_composite");
  const inUse = stayingColumns(from, context).length > 0 || stayingTypesMadeOf(from, context).length > 0;
  // The text of a row tells its values by position: with the same names in the same places it fits the new type.
  const fits =
    from.attributes.length === to.attributes.length && kept.length === to.attributes.length && sameOrder;
  if (inUse && !fits) {
    throw new AtlasError(
      "E_UNSUPPORTED_CHANGE",
      `the attributes of ${describeRef(refOf(to))} cannot be changed this way while columns have the type`,
      { hint: "Add attributes at the end, or move the values to a column of a new type." },
    );
  }
  const cuts = kept.some(({ name, type }) => castMayCut(find(from, name)?.type ?? type, type));
  return [...swapType(swapped(from), { ...swapped(to), cuts }, context), ...rebuilt];
}

function find(composite: Composite, name: string): Attribute | undefined {
  return composite.attributes.find((attribute) => attribute.name === name);
}

function sameType(left: Attribute, right: Attribute | undefined): boolean {
  return left.type === right?.type && left.collation === right.collation;
}

/** Whether both have the same attributes, whatever is said about them. */
function isSame(from: Composite, to: Composite): boolean {
  return (
    from.attributes.length === to.attributes.length &&
    from.attributes.every((attribute, index) => {
      const other = to.attributes[index];
      return other !== undefined && other.name === attribute.name && sameType(attribute, other);
    })
  );
}

/** Whether all attributes stay as they are, first: more behind them disturb nobody. */
function onlyGains(from: Composite, to: Composite): boolean {
  return isSame(from, { ...to, attributes: to.attributes.slice(0, from.attributes.length) });
}

function alterAttributes(from: Composite, to: Composite, context: StepsContext): readonly DraftStep[] {
  const dropped = from.attributes.filter(({ name }) => !find(to, name));
  const added = to.attributes.filter(({ name }) => !find(from, name));
  const holders = dropped.length === 0 ? [] : columnsOf(from, context.from);
  const [first] = holders;
  const clauses = [
    ...dropped.map(({ name }) => `DROP ATTRIBUTE ${ident(name)}`),
    ...added.map((attribute) => `ADD ATTRIBUTE ${attributeSql(attribute)}`),
  ];
  const undo = dropped.length > 0 ? [] : added.map(({ name }) => `DROP ATTRIBUTE ${ident(name)}`);
  return [
    alterStep(
      to,
      {
        sql: `ALTER TYPE ${qualified(to)} ${clauses.join(", ")}`,
        comment: `modify composite type "${to.name}"`,
        undo: undo.length === 0 ? [] : [`ALTER TYPE ${qualified(to)} ${undo.join(", ")}`],
      },
      {
        needs: attributeNeeds(added),
        releases: attributeNeeds(dropped),
        ...(first && {
          losesData: true,
          loses: holders.flatMap(([table, column]) =>
            dropped.map(
              ({ name }) =>
                `attribute "${name}" of the values in column "${[table.schema, table.name, column.name].filter(Boolean).join(".")}"`,
            ),
          ),
          table: refOf(first[0]),
        }),
      },
    ),
  ];
}

function attributeSql({ name, type, collation }: Attribute): string {
  return `${ident(name)} ${type}${collation === undefined ? "" : ` COLLATE ${collation}`}`;
}

function createSql(composite: Composite): string {
  return `CREATE TYPE ${qualified(composite)} AS (${composite.attributes.map(attributeSql).join(", ")})`;
}

function swapped(composite: Composite): SwappedType {
  const { access } = composite;
  return {
    object: composite,
    word: "TYPE",
    createSql: createSql(composite),
    description: "composite type",
    access,
    needs: requires(composite),
  };
}

function describeAll(from: Composite | undefined, to: Composite, change: string): readonly DraftStep[] {
  const ref = refOf(to);
  return [
    ...((from?.comment ?? "") === (to.comment ?? "")
      ? []
      : [
          commentStep(
            `TYPE ${qualified(to)}`,
            `composite type: "${to.name}"`,
            ref,
            to.comment,
            from?.comment,
            change,
          ),
        ]),
    ...to.attributes.flatMap(({ name, comment }) => {
      const previous = from && find(from, name)?.comment;
      if ((previous ?? "") === (comment ?? "")) return [];
      const what = `COLUMN ${qualified(to)}.${ident(name)}`;
      const description = `attribute: "${name}" on composite type: "${to.name}"`;
      return [commentStep(what, description, ref, comment, previous, change)];
    }),
  ];
}

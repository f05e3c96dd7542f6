import {
  alterStep,
  compareWhole,
  type DraftStep,
  refOf,
  type SchemaObject,
  schemaOf,
  stepsByRules,
  type StepsContext,
} from "@atlas/core";
import { attribute, listOf, quoted } from "@atlas/hcl";
import { type CatalogQuery, type PostgresKind, rowsOf } from "../kind.ts";
import { commentStep, literal, qualified } from "../text.ts";
import { inScope, isMade, notOfExtension } from "./catalog-text.ts";
import { type Access, typeAccess, typePrivilegesQuery } from "./privileges.ts";
import { disturbedBySwap, type SwappedType, swapType } from "./swap-type.ts";
import { createType, dropType, type TypeRules } from "./type-steps.ts";

export interface Enum extends SchemaObject {
  readonly kind: "enum";
  /** In their order, which is that of comparison. */
  readonly values: readonly string[];
  readonly comment?: string;
  /** Who may use it. Never compared. */
  readonly access?: Access;
}

interface EnumRow {
  readonly schema: string;
  readonly name: string;
  readonly values: readonly string[] | null;
  readonly comment: string | null;
}

const enumsQuery: CatalogQuery = {
  name: "enums",
  when: isMade("pg_type", "o.typtype = 'e'"),
  sql: () => `SELECT n.nspname::text AS schema, t.typname::text AS name, v.labels AS values,
      pg_catalog.obj_description(t.oid, 'pg_type') AS comment
    FROM pg_catalog.pg_type t
    JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace AND ${inScope}
    LEFT JOIN (SELECT e.enumtypid, pg_catalog.array_agg(e.enumlabel::text ORDER BY e.enumsortorder) AS labels
      FROM pg_catalog.pg_enum e GROUP BY e.enumtypid) v ON v.enumtypid = t.oid
    WHERE t.typtype = 'e' AND ${notOfExtension("pg_type", "t.oid")}
    ORDER BY 1, 2`,
};

const rules: TypeRules<Enum> = {
  title: "enum type",
  keyword: "TYPE",
  createSql,
  details: (object, change) => (object.comment === undefined ? [] : [describe(object, undefined, change)]),
  requires: schemaOf,
};

export const enumKind: PostgresKind<Enum> = {
  name: "enum",
  // Asked here for all kinds of types.
  catalog: [enumsQuery, typePrivilegesQuery],
  recreatable: false,

  read(rows, context) {
    const accessOf = typeAccess(rows);
    return rowsOf<EnumRow>(rows, enumsQuery).map(({ schema, name, values, comment }) => {
      const access = accessOf(schema, name);
      return {
        kind: "enum",
        schema: context.schemaName(schema),
        name,
        values: values ?? [],
        ...(comment !== null && { comment }),
        ...(access && { access }),
      };
    });
  },

  essence: ({ access: _access, ...object }) => object,

  requires: schemaOf,

  compare: (from, to, context) =>
    compareWhole(
      from,
      to,
      ({ values, comment = "" }) => ({ values, comment }),
      () => (onlyGains(from, to) ? [] : disturbedBySwap(from, context.from)),
    ),

  steps: stepsByRules<Enum>({
    add: (type) => createType(rules, type),
    drop: (type) => dropType(rules, type),
    modify,
  }),

  hcl: {
    types: ["enum"],
    read(block) {
      const schema = block.schema();
      const values = block.texts("values") ?? [];
      const comment = block.text("comment");
      return { kind: "enum", schema, name: block.name, values, ...(comment !== undefined && { comment }) };
    },
    print: ({ schema, name, values, comment }, context) => [
      {
        type: "enum",
        labels: context.labels("enum", schema, name),
        body: [
          { name: "schema", value: context.schemaReference(schema) },
          { name: "values", value: listOf(values.map(quoted)) },
          ...attribute("comment", comment && quoted(comment)),
        ],
      },
    ],
  },
};

function modify(from: Enum, to: Enum, context: StepsContext): readonly DraftStep[] {
  const inPlace = onlyGains(from, to);
  const removed = from.values.filter((value) => !to.values.includes(value));
  // A new type has no comment; one that is altered keeps it.
  const described = inPlace ? from.comment : undefined;
  return [
    ...(inPlace ? addValues(from, to) : swapType(swapped(from), { ...swapped(to), removed }, context)),
    ...((described ?? "") === (to.comment ?? "") ? [] : [describe(to, described, "modify_enum")]),
  ];
}

/** Whether the values there are keep their order, so that new ones can be put between them. */
function onlyGains(from: Enum, to: Enum): boolean {
  const kept = to.values.filter((value) => from.values.includes(value));
  return kept.length === from.values.length && kept.every((value, index) => value === from.values[index]);
}

function addValues(from: Enum, to: Enum): readonly DraftStep[] {
  const present = [...from.values];
  return to.values.flatMap((value, index) => {
    if (present[index] === value) return [];
    const previous = to.values[index - 1];
    const next = present[index];
    const place =
      next === undefined
        ? ""
        : previous === undefined
          ? ` BEFORE ${literal(next)}`
          : ` AFTER ${literal(previous)}`;
    present.splice(index, 0, value);
    return [
      alterStep(
        to,
        {
          sql: `ALTER TYPE ${qualified(to)} ADD VALUE ${literal(value)}${place}`,
          comment: `add value to enum type: "${to.name}"`,
        },
        // Whoever uses the new value needs it committed; listed as created so that they come after it.
        { commitAfter: true, creates: [refOf(to)] },
      ),
    ];
  });
}

function createSql(object: Enum): string {
  return `CREATE TYPE ${qualified(object)} AS ENUM (${object.values.map(literal).join(", ")})`;
}

function swapped(object: Enum): SwappedType {
  const { access } = object;
  return { object, word: "TYPE", createSql: createSql(object), description: "enum type", access };
}

function describe(object: Enum, previous: string | undefined, change: string): DraftStep {
  const description = `enum type: "${object.name}"`;
  return commentStep(
    `TYPE ${qualified(object)}`,
    description,
    refOf(object),
    object.comment,
    previous,
    change,
  );
}

import type { Ref } from "@atlas/core";
import type { ReadContext } from "../kind.ts";
import { ident, qualified } from "../text.ts";
import { canonicalType } from "../types.ts";

/** Ends a condition of every catalog query: the object `n` lies in a schema that is read. */
export const inScope = `n.nspname = ANY ($1::text[]) AND $2::text IS NOT NULL`;

/**
 * Whether anybody made an object of a catalog, for `when`. Those of the server have the ids below
 * FirstNormalObjectId.
 *
 * @param condition - on `o`, the object.
 */
export function isMade(catalog: string, condition = "true"): string {
  return `EXISTS (SELECT FROM pg_catalog.${catalog} o WHERE o.oid >= 16384 AND ${condition})`;
}

/** Leaves out what belongs to an extension. */
export function notOfExtension(catalog: string, oid: string): string {
  return `NOT EXISTS (SELECT FROM pg_catalog.pg_depend x WHERE x.objid = ${oid} AND x.deptype = 'e'
    AND x.classid = 'pg_catalog.${catalog}'::pg_catalog.regclass)`;
}

/** What tells a type: the text of the server, and the type itself or that below an array or multirange. */
export interface TypeRow {
  readonly type: string;
  readonly base_schema: string;
  readonly base_name: string;
  /** `typtype`. */
  readonly base_kind: string;
  /** `relkind` of a composite type. */
  readonly base_relation: string | null;
  /** Of a multirange the range that it belongs to. */
  readonly base_range: string | null;
  readonly base_extension: string | null;
  readonly is_array: boolean;
}

/** Columns of a `TypeRow`, to be put behind SELECT together with `typeJoins`. */
export function typeColumns(oid: string, typmod: string): string {
  return `pg_catalog.format_type(${oid}, ${typmod}) AS type, bn.nspname::text AS base_schema,
    b.typname::text AS base_name, b.typtype::text AS base_kind, br.relkind::text AS base_relation,
    ${rangeOfMultirange("b")} AS base_range,
    bx.extname::text AS base_extension, y.typelem <> 0 AND y.typlen = -1 AND y.typcategory = 'A' AS is_array`;
}

/** There are multiranges since PostgreSQL 14. */
function rangeOfMultirange(type: string): string {
  return `CASE WHEN ${type}.typtype = 'm' THEN (SELECT rt.typname::text
      FROM pg_catalog.pg_range rm JOIN pg_catalog.pg_type rt ON rt.oid = rm.rngtypid
      WHERE (pg_catalog.to_jsonb(rm) ->> 'rngmultitypid')::pg_catalog.oid = ${type}.oid) END`;
}

export function typeJoins(oid: string): string {
  return `JOIN pg_catalog.pg_type y ON y.oid = ${oid}
    JOIN pg_catalog.pg_type b
      ON b.oid = CASE WHEN y.typelem <> 0 AND y.typlen = -1 AND y.typcategory = 'A' THEN y.typelem ELSE y.oid END
    JOIN pg_catalog.pg_namespace bn ON bn.oid = b.typnamespace
    LEFT JOIN pg_catalog.pg_class br ON br.oid = b.typrelid
    LEFT JOIN pg_catalog.pg_depend bd ON bd.classid = 'pg_catalog.pg_type'::pg_catalog.regclass
      AND bd.objid = b.oid AND bd.deptype = 'e'
    LEFT JOIN pg_catalog.pg_extension bx ON bx.oid = bd.refobjid`;
}

/** Kinds of user types by `typtype`; of those for rows of relations by `relkind`. */
export const kindsOfTypes: Readonly<Record<string, string>> = {
  e: "enum",
  d: "domain",
  r: "range",
  m: "range",
};
export const kindsOfRelations: Readonly<Record<string, string>> = {
  c: "composite",
  r: "table",
  p: "table",
  f: "foreign_table",
  v: "view",
  m: "materialized",
};

/** A user type that other objects name. */
export interface NamedType {
  /** As SQL writes it: `character varying(20)`, `"public"."mood"[]`. */
  readonly type: string;
  readonly typeRef?: Ref;
}

export function readType(row: TypeRow, context: ReadContext): NamedType {
  if (row.base_extension !== null)
    return {
      type: canonicalType(row.type),
      typeRef: { kind: "extension", schema: "", name: row.base_extension },
    };
  const kind =
    row.base_kind === "c" ? kindsOfRelations[row.base_relation ?? ""] : kindsOfTypes[row.base_kind];
  if (row.base_schema === "pg_catalog" || kind === undefined) return { type: canonicalType(row.type) };
  const name = { schema: context.schemaName(row.base_schema), name: row.base_name };
  return {
    type: `${qualified(name)}${row.is_array ? "[]" : ""}`,
    typeRef: { kind, ...name, name: row.base_range ?? row.base_name },
  };
}

/** A collation as SQL writes it; those of the system carry no schema. */
export function collationText(name: string, catalogSchema: string, context: ReadContext): string {
  return catalogSchema === "pg_catalog"
    ? ident(name)
    : qualified({ schema: context.schemaName(catalogSchema), name });
}

/** The collation that such a text names; one of the system is a name that no object has. */
export function collationRefs(text: string | undefined): readonly Ref[] {
  // Nearly no column has one.
  if (text === undefined) return [];
  const names = [...text.matchAll(/"([^"]*(?:""[^"]*)*)"/g)].map(([, name = ""]) =>
    name.replaceAll('""', '"'),
  );
  const name = names.pop();
  return name === undefined ? [] : [{ kind: "collation", schema: names[0] ?? "", name }];
}

/** What an object requires through a type it names. */
export function typeRefs(types: readonly NamedType[]): readonly Ref[] {
  return types.flatMap(({ typeRef }) => typeRef ?? []);
}

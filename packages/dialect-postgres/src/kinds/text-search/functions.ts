import {
  compareWhole,
  createStep,
  type DraftStep,
  dropStep,
  type Ref,
  type SchemaObject,
  schemaOf,
  stepsByRules,
} from "@atlas/core";
import { type CatalogQuery, type PostgresKind, rowsOf } from "../../kind.ts";
import { qualified } from "../../text.ts";
import { inScope, isMade, notOfExtension } from "../catalog-text.ts";
import { functionsCodec } from "../hcl/text-search.ts";
import { readUses, type UseRow } from "../uses.ts";
import { describe, nameIn, textSearchUses } from "./shared.ts";

/** A text search parser or template: functions in C under a name. */
export interface TextSearchFunctions extends SchemaObject {
  readonly kind: "text_search_parser" | "text_search_template";
  /** By role: `start`, `gettoken`, `end`, `lextypes`, `headline`; `init`, `lexize`. As SQL writes them. */
  readonly functions: readonly { readonly role: string; readonly name: string }[];
  readonly comment?: string;
  /** Never compared. */
  readonly uses: readonly Ref[];
}

export interface TextSearchParser extends TextSearchFunctions {
  readonly kind: "text_search_parser";
}

export interface TextSearchTemplate extends TextSearchFunctions {
  readonly kind: "text_search_template";
}

interface FunctionsRow {
  readonly id: number;
  readonly schema: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly schemas: readonly (string | null)[];
  readonly functions: readonly (string | null)[];
  readonly comment: string | null;
}

interface Sort {
  readonly catalog: string;
  readonly prefix: string;
  readonly keyword: "TEXT SEARCH PARSER" | "TEXT SEARCH TEMPLATE";
  /** In the order of CREATE; the catalog's column is the prefix and the role. */
  readonly roles: readonly (readonly [role: string, column: string])[];
}

const parsers: Sort = {
  catalog: "pg_ts_parser",
  prefix: "prs",
  keyword: "TEXT SEARCH PARSER",
  roles: [
    ["start", "prsstart"],
    ["gettoken", "prstoken"],
    ["end", "prsend"],
    ["lextypes", "prslextype"],
    ["headline", "prsheadline"],
  ],
};

const templates: Sort = {
  catalog: "pg_ts_template",
  prefix: "tmpl",
  keyword: "TEXT SEARCH TEMPLATE",
  roles: [
    ["init", "tmplinit"],
    ["lexize", "tmpllexize"],
  ],
};

function kindOf<O extends TextSearchFunctions>(name: O["kind"], sort: Sort): PostgresKind<O> {
  const { catalog, prefix, keyword, roles } = sort;
  const query: CatalogQuery = {
    name: catalog,
    when: isMade(catalog),
    sql: () => `SELECT o.oid::int8::float8 AS id, n.nspname::text AS schema, o.${prefix}name::text AS name,
      f.roles, f.schemas, f.functions, pg_catalog.obj_description(o.oid, '${catalog}') AS comment
    FROM pg_catalog.${catalog} o JOIN pg_catalog.pg_namespace n ON n.oid = o.${prefix}namespace AND ${inScope},
    LATERAL (SELECT pg_catalog.array_agg(r.role ORDER BY r.at) AS roles,
        pg_catalog.array_agg(s.nspname::text ORDER BY r.at) AS schemas, pg_catalog.array_agg(p.proname::text ORDER BY r.at) AS functions
      FROM (VALUES ${roles.map(([role, column], at) => `(${at}, '${role}', o.${column}::pg_catalog.oid)`).join(", ")}) r (at, role, id)
      JOIN pg_catalog.pg_proc p ON p.oid = r.id JOIN pg_catalog.pg_namespace s ON s.oid = p.pronamespace) f
    WHERE ${notOfExtension(catalog, "o.oid")}
    ORDER BY 2, 3`,
  };
  const usesQuery = textSearchUses(catalog);
  const requires = (object: O): readonly Ref[] => [...schemaOf(object), ...object.uses];
  const createSql = (object: O): string =>
    `CREATE ${keyword} ${qualified(object)} (${object.functions.map((each) => `${each.role.toUpperCase()} = ${each.name}`).join(", ")})`;
  const words = keyword.toLowerCase();
  const create = (object: O): readonly DraftStep[] => [
    createStep(
      object,
      {
        sql: createSql(object),
        comment: `create ${words} "${object.name}"`,
        undo: [`DROP ${keyword} ${qualified(object)}`],
      },
      requires(object),
    ),
    ...describe(keyword, undefined, object, `add_${name}`),
  ];
  const drop = (object: O): DraftStep =>
    dropStep(
      object,
      {
        sql: `DROP ${keyword} ${qualified(object)}`,
        comment: `drop ${words} "${object.name}"`,
        undo: create(object).map((step) => step.sql),
      },
      requires(object),
    );
  return {
    name,
    catalog: [query, usesQuery],
    recreatable: false,
    read: (rows, context) => {
      const uses = Map.groupBy(rowsOf<UseRow>(rows, usesQuery), (row) => row.id);
      return rowsOf<FunctionsRow>(rows, query).map((row) => {
        const object: TextSearchFunctions = {
          kind: name,
          schema: context.schemaName(row.schema),
          name: row.name,
          functions: row.roles.map((role, at) => ({
            role,
            name: nameIn(row.schemas[at] ?? null, row.functions[at] ?? "", context),
          })),
          ...(row.comment !== null && { comment: row.comment }),
          uses: readUses(uses.get(row.id) ?? [], context),
        };
        // The kind is that of the sort, and all else is the same for both.
        return object as O;
      });
    },
    requires,
    essence: ({ uses: _uses, ...object }) => object,
    compare: (from, to) =>
      compareWhole(
        from,
        to,
        ({ functions, comment = "" }) => ({ functions, comment }),
        () => (createSql(from) === createSql(to) ? [] : [refTo(from)]),
      ),
    steps: stepsByRules<O>({
      add: create,
      drop: (object) => [drop(object)],
      modify: (from, to) =>
        createSql(from) === createSql(to)
          ? describe(keyword, from, to, `modify_${name}`)
          : [drop(from), ...create(to)],
    }),
    hcl: functionsCodec<O>(
      name,
      roles.map(([role]) => role),
    ),
  };
}

function refTo({ kind, schema, name }: SchemaObject): Ref {
  return { kind, schema, name };
}

export const parserKind = kindOf<TextSearchParser>("text_search_parser", parsers);
export const templateKind = kindOf<TextSearchTemplate>("text_search_template", templates);

import {
  alterStep,
  compareWhole,
  createStep,
  type DraftStep,
  dropStep,
  type Ref,
  refOf,
  type SchemaObject,
  stepsByRules,
  type UnmanagedObject,
} from "@atlas/core";
import { type CatalogQuery, type PostgresKind, type ReadContext, rowsOf } from "../../kind.ts";
import { commentStep, ident, qualified } from "../../text.ts";
import { isMade, notOfExtension } from "../catalog-text.ts";
import { wrapperCodec } from "../hcl/foreign.ts";
import type { Option } from "../table/model.ts";
import { readUses, type UseRow } from "../uses.ts";
import { alterOptionsSql, hasSecret, optionsSql, readOptions, refuseTwin } from "./options.ts";

/** A foreign data wrapper that belongs to no extension. */
export interface Wrapper extends SchemaObject {
  readonly kind: "foreign_data_wrapper";
  readonly schema: "";
  /** As SQL writes the function, without parentheses. */
  readonly handler?: string;
  readonly validator?: string;
  readonly options: readonly Option[];
  readonly comment?: string;
  /** Its functions. Never compared. */
  readonly uses: readonly Ref[];
}

interface WrapperRow {
  readonly id: number;
  readonly name: string;
  readonly handler_schema: string | null;
  readonly handler: string | null;
  readonly validator_schema: string | null;
  readonly validator: string | null;
  readonly has_secret: boolean;
  readonly options: readonly string[] | null;
  readonly comment: string | null;
}

const wrappersQuery: CatalogQuery = {
  name: "foreign data wrappers",
  when: isMade("pg_foreign_data_wrapper"),
  sql: () => `SELECT o.oid::int8::float8 AS id, o.fdwname::text AS name,
      hn.nspname::text AS handler_schema, h.proname::text AS handler,
      vn.nspname::text AS validator_schema, v.proname::text AS validator, ${hasSecret("o.fdwoptions")} AS has_secret,
      CASE WHEN NOT ${hasSecret("o.fdwoptions")} THEN o.fdwoptions END AS options,
      pg_catalog.obj_description(o.oid, 'pg_foreign_data_wrapper') AS comment
    FROM pg_catalog.pg_foreign_data_wrapper o
    LEFT JOIN pg_catalog.pg_proc h ON h.oid = o.fdwhandler LEFT JOIN pg_catalog.pg_namespace hn ON hn.oid = h.pronamespace
    LEFT JOIN pg_catalog.pg_proc v ON v.oid = o.fdwvalidator LEFT JOIN pg_catalog.pg_namespace vn ON vn.oid = v.pronamespace
    WHERE $1::text[] IS NOT NULL AND $2 = '' AND ${notOfExtension("pg_foreign_data_wrapper", "o.oid")}
    ORDER BY 2`,
};

const wrapperUsesQuery: CatalogQuery = {
  name: "foreign data wrapper uses",
  when: isMade("pg_foreign_data_wrapper"),
  givesUses: true,
  sql: () => `SELECT o.oid, o.tableoid, o.oid, o.tableoid, o.oid
    FROM pg_catalog.pg_foreign_data_wrapper o WHERE $2 = ''`,
};

export const wrapperKind: PostgresKind<Wrapper> = {
  name: "foreign_data_wrapper",
  catalog: [wrappersQuery, wrapperUsesQuery],
  recreatable: false,

  read(rows, context) {
    const uses = Map.groupBy(rowsOf<UseRow>(rows, wrapperUsesQuery), (row) => row.id);
    return rowsOf<WrapperRow>(rows, wrappersQuery)
      .filter((row) => !row.has_secret)
      .map((row) => readWrapper(row, readUses(uses.get(row.id) ?? [], context), context));
  },

  unmanaged: (rows) =>
    rowsOf<WrapperRow>(rows, wrappersQuery)
      .filter((row) => row.has_secret)
      .map(({ name }): UnmanagedObject => ({
        kind: "foreign data wrapper with a secret in its options",
        schema: "",
        name,
        bareName: name,
      })),

  requires: (wrapper) => wrapper.uses,
  essence: ({ uses: _uses, ...wrapper }) => wrapper,
  compare: (from, to) =>
    compareWhole(from, to, ({ uses: _uses, comment = "", ...wrapper }) => ({ ...wrapper, comment })),

  steps: stepsByRules<Wrapper>({
    add: (wrapper, context) => {
      refuseTwin(wrapper, "foreign data wrapper", context);
      return create(wrapper);
    },
    drop: (wrapper) => [
      dropStep(
        wrapper,
        {
          sql: `DROP FOREIGN DATA WRAPPER ${ident(wrapper.name)}`,
          comment: `drop foreign data wrapper "${wrapper.name}"`,
          undo: create(wrapper).map((step) => step.sql),
        },
        wrapper.uses,
      ),
    ],
    modify: (from, to) => {
      const [sql, undo] = [alterSql(from, to), alterSql(to, from)];
      return [
        ...(sql === undefined || undo === undefined
          ? []
          : [
              alterStep(
                to,
                { sql, comment: `modify foreign data wrapper "${to.name}"`, undo: [undo] },
                { needs: to.uses, releases: from.uses },
              ),
            ]),
        ...describe(from, to, "modify_foreign_data_wrapper"),
      ];
    },
  }),

  hcl: wrapperCodec,
};

function readWrapper(row: WrapperRow, uses: readonly Ref[], context: ReadContext): Wrapper {
  const routine = (schema: string | null, name: string): string =>
    schema === "pg_catalog" ? ident(name) : qualified({ schema: context.schemaName(schema ?? ""), name });
  return {
    kind: "foreign_data_wrapper",
    schema: "",
    name: row.name,
    ...(row.handler !== null && { handler: routine(row.handler_schema, row.handler) }),
    ...(row.validator !== null && { validator: routine(row.validator_schema, row.validator) }),
    options: readOptions(row.options),
    ...(row.comment !== null && { comment: row.comment }),
    uses,
  };
}

function create(wrapper: Wrapper): readonly DraftStep[] {
  const { name, handler, validator, options } = wrapper;
  const sql = [
    `CREATE FOREIGN DATA WRAPPER ${ident(name)}`,
    ...(handler === undefined ? [] : [`HANDLER ${handler}`]),
    ...(validator === undefined ? [] : [`VALIDATOR ${validator}`]),
  ].join(" ");
  return [
    createStep(
      wrapper,
      {
        sql: sql + optionsSql(options),
        comment: `create foreign data wrapper "${name}"`,
        undo: [`DROP FOREIGN DATA WRAPPER ${ident(name)}`],
      },
      wrapper.uses,
    ),
    ...describe(undefined, wrapper, "add_foreign_data_wrapper"),
  ];
}

function alterSql(from: Wrapper, to: Wrapper): string | undefined {
  const part = (word: string, before: string | undefined, after: string | undefined): readonly string[] =>
    before === after ? [] : [after === undefined ? `NO ${word}` : `${word} ${after}`];
  const options = alterOptionsSql(from.options, to.options);
  const parts = [
    ...part("HANDLER", from.handler, to.handler),
    ...part("VALIDATOR", from.validator, to.validator),
    ...(options === undefined ? [] : [options]),
  ];
  return parts.length === 0 ? undefined : `ALTER FOREIGN DATA WRAPPER ${ident(to.name)} ${parts.join(" ")}`;
}

function describe(from: Wrapper | undefined, to: Wrapper, change: string): readonly DraftStep[] {
  if ((from?.comment ?? "") === (to.comment ?? "")) return [];
  const what = `FOREIGN DATA WRAPPER ${ident(to.name)}`;
  const description = `foreign data wrapper: "${to.name}"`;
  return [commentStep(what, description, refOf(to), to.comment, from?.comment, change)];
}

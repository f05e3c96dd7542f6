import type { CatalogQuery } from "../../kind.ts";
import { inScope, isMade, notOfExtension, typeColumns, typeJoins, type TypeRow } from "../catalog-text.ts";
import { isMadeWithType, routineKind, routineName } from "./names.ts";

/** What users made: nothing of an extension, and no constructors of range types. */
const own = `FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace AND ${inScope}
    AND ${notOfExtension("pg_proc", "p.oid")} AND NOT ${isMadeWithType("p")}`;

/** The name of a function in two columns, `<alias>_schema` and `<alias>_name`; `null`: there is none. */
function functionName(oid: string, alias: string): string {
  const one = (column: string): string =>
    `(SELECT ${column}::text FROM pg_catalog.pg_proc f JOIN pg_catalog.pg_namespace s ON s.oid = f.pronamespace WHERE f.oid = ${oid})`;
  return `${one("s.nspname")} AS ${alias}_schema, ${one("f.proname")} AS ${alias}_name`;
}

/** What every routine has. */
export interface NameRow {
  readonly id: number;
  readonly schema: string;
  readonly name: string;
  readonly bare_name: string;
  readonly comment: string | null;
  /** `null`: the user who is connected. */
  readonly owner: string | null;
  readonly overloaded: boolean;
  readonly parallel: "u" | "r" | "s";
}

const nameColumns = `p.oid::int8::float8 AS id, n.nspname::text AS schema, ${routineName("p")} AS name,
    p.proname::text AS bare_name, pg_catalog.obj_description(p.oid, 'pg_proc') AS comment,
    nullif(pg_catalog.pg_get_userbyid(p.proowner), current_user)::text AS owner, p.proparallel::text AS parallel,
    EXISTS (SELECT FROM pg_catalog.pg_proc o WHERE o.proname = p.proname AND o.oid <> p.oid
      AND (o.pronamespace = p.pronamespace OR $2 <> '' AND o.pronamespace = 'pg_catalog'::pg_catalog.regnamespace)) AS overloaded`;

export interface CodeRow extends NameRow {
  readonly kind: "function" | "procedure";
  readonly language: string;
  readonly source: string;
  readonly library: string | null;
  readonly parsed: string | null;
  readonly volatility: "v" | "s" | "i";
  readonly strict: boolean;
  readonly security_definer: boolean;
  readonly leakproof: boolean;
  readonly cost: number;
  readonly rows: number;
  readonly returns_set: boolean;
  readonly is_window: boolean;
  readonly support_schema: string | null;
  readonly support_name: string | null;
  /** `name=value`. */
  readonly settings: readonly string[] | null;
  readonly transforms: readonly string[];
}

/** @see https://www.postgresql.org/docs/18/catalog-pg-proc.html */
export const codeQuery: CatalogQuery = {
  name: "functions",
  when: isMade("pg_proc"),
  sql: (version) => `SELECT ${nameColumns}, ${routineKind("p", version)} AS kind, l.lanname::text AS language,
      p.prosrc AS source, p.probin AS library,
      ${version >= 140_000 ? "pg_catalog.pg_get_function_sqlbody(p.oid)" : "NULL::text"} AS parsed,
      p.provolatile::text AS volatility, p.proisstrict AS strict, p.prosecdef AS security_definer,
      p.proleakproof AS leakproof, p.procost AS cost, p.prorows AS rows, p.proretset AS returns_set,
      ${version >= 110_000 ? "p.prokind = 'w'" : "p.proiswindow"} AS is_window,
      ${version >= 120_000 ? functionName("p.prosupport", "support") : "NULL AS support_schema, NULL AS support_name"},
      p.proconfig::text[] AS settings,
      ARRAY(SELECT pg_catalog.format_type(t, NULL) FROM pg_catalog.unnest(p.protrftypes) t ORDER BY 1) AS transforms
    ${own}
    JOIN pg_catalog.pg_language l ON l.oid = p.prolang
    WHERE ${routineKind("p", version)} <> 'aggregate'
    ORDER BY 2, 3`,
};

export interface ArgumentRow extends TypeRow {
  readonly routine_id: number;
  /** From 1; 0 is what is returned. */
  readonly position: number;
  readonly mode: "i" | "o" | "b" | "v" | "t";
  readonly name: string | null;
  readonly default: string | null;
}

export const argumentsQuery: CatalogQuery = {
  name: "function arguments",
  when: isMade("pg_proc"),
  sql: () => `SELECT p.oid::int8::float8 AS routine_id, a.position::int4 AS position, coalesce(p.proargmodes[a.position], 'i')::text AS mode,
      nullif(p.proargnames[a.position], '') AS name,
      CASE WHEN p.pronargdefaults > 0 AND a.position > 0 THEN pg_catalog.pg_get_function_arg_default(p.oid, a.position::int4) END AS default,
      ${typeColumns("a.type", "NULL")}
    ${own}
    CROSS JOIN LATERAL (SELECT t.type, t.position FROM pg_catalog.unnest(coalesce(p.proallargtypes, p.proargtypes::pg_catalog.oid[]))
        WITH ORDINALITY AS t (type, position)
      UNION ALL SELECT p.prorettype, 0) a
    ${typeJoins("a.type")}
    ORDER BY 1, 2`,
};

/** Arguments, results, defaults, bodies that the server understood, and the functions that an aggregate calls. */
export const routineUsesQuery: CatalogQuery = {
  name: "function uses",
  when: isMade("pg_proc"),
  givesUses: true,
  sql: () => `SELECT p.oid, p.tableoid, p.oid, p.tableoid, p.oid ${own}`,
};

type FunctionColumns<Name extends string> = {
  readonly [Column in `${Name}_schema` | `${Name}_name`]: string | null;
};

export interface AggregateRow
  extends
    NameRow,
    FunctionColumns<"transfn" | "finalfn" | "combinefn" | "serialfn" | "deserialfn">,
    FunctionColumns<"mtransfn" | "minvtransfn" | "mfinalfn"> {
  readonly form: "n" | "o" | "h";
  readonly direct: number;
  readonly final_extra: boolean;
  readonly moving_final_extra: boolean;
  readonly final_modifies: "r" | "s" | "w";
  readonly moving_final_modifies: "r" | "s" | "w";
  readonly state_type: string;
  readonly moving_state_type: string | null;
  readonly state_size: number;
  readonly moving_state_size: number;
  readonly initial: string | null;
  readonly moving_initial: string | null;
  readonly sort_schema: string | null;
  readonly sort_operator: string | null;
}

/** @see https://www.postgresql.org/docs/18/catalog-pg-aggregate.html */
export const aggregatesQuery: CatalogQuery = {
  name: "aggregates",
  when: isMade("pg_proc"),
  sql: (version) => {
    const since11 = (column: string): string => (version >= 110_000 ? column : "'r'");
    const functions = [
      "transfn",
      "finalfn",
      "combinefn",
      "serialfn",
      "deserialfn",
      "mtransfn",
      "minvtransfn",
      "mfinalfn",
    ];
    return `SELECT ${nameColumns}, g.aggkind::text AS form, g.aggnumdirectargs AS direct,
      ${functions.map((name) => functionName(`g.agg${name}`, name)).join(", ")},
      g.aggfinalextra AS final_extra, g.aggmfinalextra AS moving_final_extra,
      ${since11("g.aggfinalmodify")}::text AS final_modifies, ${since11("g.aggmfinalmodify")}::text AS moving_final_modifies,
      pg_catalog.format_type(g.aggtranstype, NULL) AS state_type,
      CASE WHEN g.aggmtransfn <> 0 THEN pg_catalog.format_type(g.aggmtranstype, NULL) END AS moving_state_type,
      g.aggtransspace AS state_size, g.aggmtransspace AS moving_state_size,
      g.agginitval AS initial, g.aggminitval AS moving_initial,
      sn.nspname::text AS sort_schema, so.oprname::text AS sort_operator
    ${own}
    JOIN pg_catalog.pg_aggregate g ON g.aggfnoid = p.oid
    LEFT JOIN pg_catalog.pg_operator so ON so.oid = g.aggsortop
    LEFT JOIN pg_catalog.pg_namespace sn ON sn.oid = so.oprnamespace
    ORDER BY 2, 3`;
  },
};

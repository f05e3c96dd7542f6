import {
  alterStep,
  AtlasError,
  compareWhole,
  createStep,
  describeRef,
  type DraftStep,
  dropStep,
  refOf,
  type SchemaObject,
  schemaOf,
  stepsByRules,
} from "@atlas/core";
import { type CatalogQuery, type PostgresKind, rowsOf } from "../kind.ts";
import { commentStep, ident, literal, qualified } from "../text.ts";
import { inScope, isMade, notOfExtension } from "./catalog-text.ts";
import { asideName } from "./swap-type.ts";
import { collationCodec } from "./hcl/collation.ts";

/** A collation of one's own. The version of the library that a database was made with is no part of it. */
export interface Collation extends SchemaObject {
  readonly kind: "collation";
  readonly provider: "builtin" | "icu" | "libc";
  /** `LC_COLLATE` of libc. */
  readonly locale: string;
  /** `LC_CTYPE` of libc, where it is another. */
  readonly characterType?: string;
  readonly deterministic: boolean;
  /** ICU rules on top of the locale (PostgreSQL 16). */
  readonly rules?: string;
  readonly comment?: string;
  /** What cannot stay while it is replaced, in the words of the server. Never compared. */
  readonly users: readonly string[];
}

interface CollationRow {
  readonly schema: string;
  readonly name: string;
  readonly provider: string;
  readonly locale: string;
  readonly character_type: string;
  readonly deterministic: boolean;
  readonly rules: string | null;
  readonly comment: string | null;
  readonly users: readonly string[];
}

const ownLocale = (version: number): string =>
  version >= 170_000 ? "o.colllocale, " : version >= 150_000 ? "o.colliculocale, " : "";

const collationsQuery: CatalogQuery = {
  name: "collations",
  when: isMade("pg_collation"),
  sql: (
    version,
  ) => `SELECT n.nspname::text AS schema, o.collname::text AS name, o.collprovider::text AS provider,
      coalesce(${ownLocale(version)}o.collcollate::text, '') AS locale,
      coalesce(${ownLocale(version)}o.collctype::text, '') AS character_type,
      ${version >= 120_000 ? "o.collisdeterministic" : "true"} AS deterministic,
      ${version >= 160_000 ? "o.collicurules" : "NULL::text"} AS rules,
      pg_catalog.obj_description(o.oid, 'pg_collation') AS comment,
      -- A view depends through its rule: it is made again.
      ARRAY(SELECT DISTINCT pg_catalog.pg_describe_object(d.classid, d.objid, d.objsubid) FROM pg_catalog.pg_depend d
        WHERE d.refclassid = 'pg_catalog.pg_collation'::pg_catalog.regclass AND d.refobjid = o.oid
          AND d.classid <> 'pg_catalog.pg_rewrite'::pg_catalog.regclass
          AND NOT EXISTS (SELECT FROM pg_catalog.pg_class m WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
            AND m.oid = d.objid AND m.relkind IN ('v', 'm')) ORDER BY 1) AS users
    FROM pg_catalog.pg_collation o JOIN pg_catalog.pg_namespace n ON n.oid = o.collnamespace AND ${inScope}
    WHERE ${notOfExtension("pg_collation", "o.oid")}
    ORDER BY 1, 2`,
};

const providers: Readonly<Record<string, Collation["provider"]>> = { b: "builtin", i: "icu", c: "libc" };

export const collationKind: PostgresKind<Collation> = {
  name: "collation",
  catalog: [collationsQuery],
  recreatable: false,

  read: (rows, context) =>
    rowsOf<CollationRow>(rows, collationsQuery).map((row) => ({
      kind: "collation",
      schema: context.schemaName(row.schema),
      name: row.name,
      provider: providers[row.provider] ?? "libc",
      locale: row.locale,
      ...(row.character_type !== row.locale && { characterType: row.character_type }),
      deterministic: row.deterministic,
      ...(row.rules !== null && { rules: row.rules }),
      ...(row.comment !== null && { comment: row.comment }),
      users: row.users,
    })),

  requires: schemaOf,
  essence: ({ users: _users, ...collation }) => collation,
  compare: (from, to) =>
    compareWhole(
      from,
      to,
      (collation) => [createSql(collation), collation.comment ?? ""],
      () => (createSql(from) === createSql(to) ? [] : [refOf(from)]),
    ),

  steps: stepsByRules<Collation>({
    add: create,
    drop: (collation) => [drop(collation)],
    modify: (from, to) => {
      if (createSql(from) === createSql(to)) return describe(from, to, "modify_collation");
      const user = from.users.find((one) => to.users.includes(one));
      if (user !== undefined) {
        throw new AtlasError(
          "E_UNSUPPORTED_CHANGE",
          `${describeRef(refOf(to))} cannot be replaced: ${user} depends on it`,
          {
            details: { users: from.users },
            hint: "No statement changes how a collation sorts. Make one of another name, change what uses this one to it, and drop this one.",
          },
        );
      }
      return from.users.length === 0 ? [drop(from), ...create(to)] : replace(from, to);
    },
  }),

  hcl: collationCodec,
};

function create(collation: Collation): readonly DraftStep[] {
  return [
    createStep(
      collation,
      {
        sql: createSql(collation),
        comment: `create collation "${collation.name}"`,
        undo: [`DROP COLLATION ${qualified(collation)}`],
      },
      schemaOf(collation),
    ),
    ...describe(undefined, collation, "add_collation"),
  ];
}

function drop(collation: Collation): DraftStep {
  return dropStep(
    collation,
    {
      sql: `DROP COLLATION ${qualified(collation)}`,
      comment: `drop collation "${collation.name}"`,
      undo: [
        createSql(collation),
        ...describe(undefined, collation, "add_collation").map((step) => step.sql),
      ],
    },
    schemaOf(collation),
  );
}

/** The old one steps aside until those that used it have let go: what uses the new one may stand beside them. */
function replace(from: Collation, to: Collation): readonly DraftStep[] {
  const old = { ...from, name: asideName(from.name) };
  const rename = (one: Collation, other: Collation): string =>
    `ALTER COLLATION ${qualified(one)} RENAME TO ${ident(other.name)}`;
  const text = { comment: `modify collation "${to.name}"` };
  return [
    {
      ...alterStep(to, { ...text, sql: rename(from, old), undo: [rename(old, from)] }),
      creates: [refOf(old)],
    },
    ...create(to).map((step) => ({ ...step, needs: [...step.needs, refOf(old)] })),
    { ...drop(old), drops: [refOf(old), refOf(from)] },
  ];
}

function createSql(collation: Collation): string {
  const { provider, locale, characterType, deterministic, rules } = collation;
  const parts = [
    `PROVIDER = ${provider}`,
    ...(characterType === undefined
      ? [`LOCALE = ${literal(locale)}`]
      : [`LC_COLLATE = ${literal(locale)}`, `LC_CTYPE = ${literal(characterType)}`]),
    ...(deterministic ? [] : ["DETERMINISTIC = false"]),
    ...(rules === undefined ? [] : [`RULES = ${literal(rules)}`]),
  ];
  return `CREATE COLLATION ${qualified(collation)} (${parts.join(", ")})`;
}

function describe(from: Collation | undefined, to: Collation, change: string): readonly DraftStep[] {
  if ((from?.comment ?? "") === (to.comment ?? "")) return [];
  return [
    commentStep(
      `COLLATION ${qualified(to)}`,
      `collation: "${to.name}"`,
      refOf(to),
      to.comment,
      from?.comment,
      change,
    ),
  ];
}

import {
  type Change,
  type DraftStep,
  type Ref,
  refOf,
  type SchemaObject,
  type StepsContext,
} from "@atlas/core";
import { parenthesize } from "@atlas/sql";
import { withSettledArrayCasts } from "../array-casts.ts";
import { type CatalogQuery, type PostgresKind, type ReadContext, rowsOf } from "../kind.ts";
import { commentStep, ident, qualified } from "../text.ts";
import {
  collationText,
  inScope,
  type NamedType,
  notOfExtension,
  readType,
  typeColumns,
  typeJoins,
  typeRefs,
  type TypeRow,
} from "./catalog-text.ts";
import { domainCodec } from "./hcl/domain.ts";
import {
  alterStep,
  compareWhole,
  createStep,
  dropStep,
  type ModifyChange,
  same,
  schemaOf,
  stepsByRules,
} from "./object-steps.ts";
import { type Access, typeAccess } from "./privileges.ts";
import { columnsOf, disturbedBySwap, type SwappedType, swapType } from "./swap-type.ts";
import { castMayCut } from "./table/type-change.ts";
import { readUses, type UseRow, usesSql } from "./uses.ts";

/** A type with a default and conditions of its own. */
export interface Domain extends SchemaObject, NamedType {
  readonly kind: "domain";
  readonly default?: string;
  readonly notNull: boolean;
  /** As SQL writes it; absent: that of the base type. */
  readonly collation?: string;
  /** By name. */
  readonly checks: readonly DomainCheck[];
  /** What its default depends on, such as functions. Never compared. Default: nothing. */
  readonly uses?: readonly Ref[];
  readonly comment?: string;
  /** Who may use it. Never compared. */
  readonly access?: Access;
}

export interface DomainCheck {
  readonly name: string;
  /** In parentheses, over `VALUE`. */
  readonly expression: string;
  /** Values that exist were never checked. */
  readonly notValid: boolean;
  readonly comment?: string;
  /** What it depends on. Never compared. Default: nothing. */
  readonly uses?: readonly Ref[];
}

interface DomainRow extends TypeRow {
  readonly id: number;
  readonly schema: string;
  readonly name: string;
  readonly default: string | null;
  readonly not_null: boolean;
  readonly collation: string | null;
  readonly collation_schema: string | null;
  readonly comment: string | null;
}

const domainsQuery: CatalogQuery = {
  name: "domains",
  sql: () => `SELECT t.oid::int8::float8 AS id, n.nspname::text AS schema, t.typname::text AS name,
      ${typeColumns("t.typbasetype", "t.typtypmod")}, t.typnotnull AS not_null,
      pg_catalog.pg_get_expr(t.typdefaultbin, 0) AS default,
      CASE WHEN t.typcollation <> y.typcollation THEN c.collname::text END AS collation,
      cn.nspname::text AS collation_schema, pg_catalog.obj_description(t.oid, 'pg_type') AS comment
    FROM pg_catalog.pg_type t
    JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace AND ${inScope}
    ${typeJoins("t.typbasetype")}
    LEFT JOIN pg_catalog.pg_collation c ON c.oid = t.typcollation
    LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = c.collnamespace
    WHERE t.typtype = 'd' AND ${notOfExtension("pg_type", "t.oid")}
    ORDER BY 2, 3`,
};

interface DomainCheckRow {
  readonly id: number;
  readonly domain_id: number;
  readonly name: string;
  readonly expression: string;
  readonly validated: boolean;
  readonly comment: string | null;
}

const domainChecksQuery: CatalogQuery = {
  name: "domain checks",
  sql: () => `SELECT k.oid::int8::float8 AS id, k.contypid::int8::float8 AS domain_id, k.conname::text AS name,
      pg_catalog.pg_get_expr(k.conbin, 0) AS expression, k.convalidated AS validated,
      pg_catalog.obj_description(k.oid, 'pg_constraint') AS comment
    FROM pg_catalog.pg_constraint k
    JOIN pg_catalog.pg_type t ON t.oid = k.contypid
    JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace AND ${inScope}
    WHERE k.contype = 'c' AND k.contypid <> 0
    ORDER BY 2, 3`,
};

/** By the object id of the domain or of the check. */
const domainUsesQuery: CatalogQuery = {
  name: "domain uses",
  sql: (version) =>
    usesSql(
      `SELECT DISTINCT part.oid AS id, d.refclassid, d.refobjid, d.refobjsubid
      FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace AND ${inScope}
      JOIN (SELECT 'pg_catalog.pg_type'::pg_catalog.regclass AS class, o.oid, o.oid AS domain FROM pg_catalog.pg_type o
        UNION ALL SELECT 'pg_catalog.pg_constraint'::pg_catalog.regclass, k.oid, k.contypid
        FROM pg_catalog.pg_constraint k WHERE k.contypid <> 0) part ON part.domain = t.oid
      JOIN pg_catalog.pg_depend d ON d.classid = part.class AND d.objid = part.oid AND d.deptype = 'n' AND d.refobjid <> t.oid
      WHERE t.typtype = 'd'`,
      version,
    ),
};

export const domainKind: PostgresKind<Domain> = {
  name: "domain",
  catalog: [domainsQuery, domainChecksQuery, domainUsesQuery],
  recreatable: false,
  rebind,
  hcl: domainCodec,

  read(rows, context) {
    const checks = Map.groupBy(rowsOf<DomainCheckRow>(rows, domainChecksQuery), (row) => row.domain_id);
    const usesOf = Map.groupBy(rowsOf<UseRow>(rows, domainUsesQuery), (row) => row.id);
    const accessOf = typeAccess(rows);
    return rowsOf<DomainRow>(rows, domainsQuery).map((row) => {
      const access = accessOf(row.schema, row.name);
      const usesById = (id: number): readonly Ref[] => readUses(usesOf.get(id) ?? [], context);
      return {
        ...readDomain(row, checks.get(row.id) ?? [], usesById, context),
        ...(access && { access }),
      };
    });
  },

  essence: ({ access: _access, uses: _uses, ...domain }) => ({
    ...domain,
    checks: domain.checks.map(({ uses: _ofCheck, ...check }) => check),
  }),

  requires,

  compare: (from, to, context) =>
    compareWhole(
      from,
      to,
      (domain) => [facts(domain), domain.comment ?? ""],
      () => (canAlter(from, to) ? [] : disturbedBySwap(from, context.from)),
    ),

  steps: stepsByRules<Domain>({
    add: (domain) => [
      createStep(
        domain,
        {
          sql: createSql(domain),
          comment: `create domain type "${domain.name}"`,
          undo: [`DROP DOMAIN ${qualified(domain)}`],
        },
        requires(domain),
      ),
      ...finish(domain, "add_domain"),
    ],
    drop: (domain) => [
      dropStep(
        domain,
        {
          sql: `DROP DOMAIN ${qualified(domain)}`,
          comment: `drop domain type "${domain.name}"`,
          undo: [createSql(domain), ...finish(domain, "add_domain").map((step) => step.sql)],
        },
        requires(domain),
      ),
    ],
    modify: (from, to, context) =>
      canAlter(from, to)
        ? alter(from, to, context)
        : [
            ...swapType(swapped(from), { ...swapped(to), cuts: castMayCut(from.type, to.type) }, context),
            ...finish(to, "modify_domain"),
          ],
  }),
};

function requires(domain: Domain): readonly Ref[] {
  return [...schemaOf(domain), ...typeRefs([domain]), ...calledBy(domain)];
}

function calledBy(domain: Domain): readonly Ref[] {
  return [...(domain.uses ?? []), ...domain.checks.flatMap(({ uses = [] }) => uses)];
}

/** Its default and checks go while the functions that they call are away. */
function rebind(
  from: Domain,
  to: Domain,
  changes: readonly Change[],
  isAway: (ref: Ref) => boolean,
): readonly Change[] {
  if (!canAlter(from, to)) return changes;
  const { default: value, uses = [], ...rest } = from;
  const isBound = uses.some(isAway);
  const loosened: Domain = {
    ...rest,
    ...(value !== undefined && !isBound && { default: value, uses }),
    checks: from.checks.filter((check) => !check.uses?.some(isAway)),
  };
  const change = { kind: "modify_domain", object: refOf(to), subject: refOf(to) };
  const around: readonly ModifyChange<Domain>[] = [
    { ...change, from, to: loosened },
    { ...change, from: loosened, to },
  ];
  return around;
}

function facts({ type, default: value, notNull, collation, checks }: Domain): unknown {
  return {
    type,
    value,
    notNull,
    collation,
    checks: checks.map(({ uses: _uses, ...check }) => ({ ...check, comment: check.comment ?? "" })),
  };
}

function readDomain(
  row: DomainRow,
  checks: readonly DomainCheckRow[],
  usesById: (id: number) => readonly Ref[],
  context: ReadContext,
): Domain {
  return {
    kind: "domain",
    schema: context.schemaName(row.schema),
    name: row.name,
    ...readType(row, context),
    ...(row.default !== null && { default: row.default }),
    notNull: row.not_null,
    ...(row.collation !== null && {
      collation: collationText(row.collation, row.collation_schema ?? "pg_catalog", context),
    }),
    checks: checks.map((check) => ({
      name: check.name,
      expression: parenthesize(withSettledArrayCasts(check.expression)),
      notValid: !check.validated,
      ...(check.comment !== null && { comment: check.comment }),
      uses: usesById(check.id),
    })),
    uses: usesById(row.id),
    ...(row.comment !== null && { comment: row.comment }),
  };
}

/** ALTER DOMAIN changes everything but what values are made of. */
function canAlter(from: Domain, to: Domain): boolean {
  return from.type === to.type && from.collation === to.collation;
}

function alter(from: Domain, to: Domain, context: StepsContext): readonly DraftStep[] {
  const previous = new Map(from.checks.map((check) => [check.name, check]));
  const desired = new Map(to.checks.map((check) => [check.name, check]));
  const statement = (clause: string, undo: readonly string[], scans = false): DraftStep =>
    alterStep(
      to,
      {
        sql: alterSql(to, clause),
        comment: `modify domain type "${to.name}"`,
        undo: undo.map((each) => alterSql(to, each)),
      },
      {
        ...(scans && scanning(to, context)),
        needs: calledBy(to),
        releases: calledBy(from),
      },
    );
  const isRemade = (check: DomainCheck): boolean => {
    const before = previous.get(check.name);
    return (
      before !== undefined && (before.expression !== check.expression || (check.notValid && !before.notValid))
    );
  };
  return [
    ...from.checks
      .filter((check) => {
        const after = desired.get(check.name);
        return !after || isRemade(after);
      })
      .map((check) =>
        statement(`DROP CONSTRAINT ${ident(check.name)}`, [`ADD ${checkSql(check)}${notValid(check)}`]),
      ),
    ...(from.default === to.default ? [] : [statement(defaultClause(to), [defaultClause(from)])]),
    ...(from.notNull === to.notNull
      ? []
      : [
          statement(
            `${to.notNull ? "SET" : "DROP"} NOT NULL`,
            [`${from.notNull ? "SET" : "DROP"} NOT NULL`],
            to.notNull,
          ),
        ]),
    ...to.checks.flatMap((check) => {
      const before = previous.get(check.name);
      if (!before || isRemade(check))
        return [
          statement(
            `ADD ${checkSql(check)}${notValid(check)}`,
            [`DROP CONSTRAINT ${ident(check.name)}`],
            !check.notValid,
          ),
        ];
      return before.notValid && !check.notValid
        ? [statement(`VALIDATE CONSTRAINT ${ident(check.name)}`, [], true)]
        : [];
    }),
    ...to.checks.flatMap((check) => {
      const before = previous.get(check.name);
      const kept = before && !isRemade(check) ? before.comment : undefined;
      return describeCheck(to, check, kept, "modify_domain");
    }),
    ...((from.comment ?? "") === (to.comment ?? "") ? [] : [describe(to, from.comment, "modify_domain")]),
  ];
}

/** Every table with a column of the domain is read while nobody can write to it. */
function scanning(domain: Domain, context: StepsContext): Partial<DraftStep> {
  const [first] = columnsOf(domain, context.from);
  return first ? { blocks: "writes", scans: true, table: refOf(first[0]) } : {};
}

function alterSql(domain: Domain, clause: string): string {
  return `ALTER DOMAIN ${qualified(domain)} ${clause}`;
}

function defaultClause(domain: Domain): string {
  return domain.default === undefined ? "DROP DEFAULT" : `SET DEFAULT ${domain.default}`;
}

function checkSql(check: DomainCheck): string {
  return `CONSTRAINT ${ident(check.name)} CHECK ${check.expression}`;
}

function notValid(check: DomainCheck): string {
  return check.notValid ? " NOT VALID" : "";
}

function createSql(domain: Domain): string {
  return [
    `CREATE DOMAIN ${qualified(domain)} AS ${domain.type}`,
    ...(domain.collation === undefined ? [] : [`COLLATE ${domain.collation}`]),
    ...(domain.default === undefined ? [] : [`DEFAULT ${domain.default}`]),
    ...(domain.notNull ? ["NOT NULL"] : []),
    ...domain.checks.filter((check) => !check.notValid).map(checkSql),
  ].join(" ");
}

/** What CREATE DOMAIN cannot say: checks that are not valid, and comments. */
function finish(domain: Domain, change: string): readonly DraftStep[] {
  const source = [{ change, subject: refOf(domain) }];
  return [
    ...domain.checks
      .filter((check) => check.notValid)
      .map((check) => ({
        ...alterStep(domain, {
          sql: alterSql(domain, `ADD ${checkSql(check)} NOT VALID`),
          comment: `modify domain type "${domain.name}"`,
          undo: [alterSql(domain, `DROP CONSTRAINT ${ident(check.name)}`)],
        }),
        sources: source,
      })),
    ...domain.checks.flatMap((check) => describeCheck(domain, check, undefined, change)),
    ...(domain.comment === undefined ? [] : [describe(domain, undefined, change)]),
  ];
}

function swapped(domain: Domain): SwappedType {
  const { access } = domain;
  return { object: domain, word: "DOMAIN", createSql: createSql(domain), description: "domain type", access };
}

function describe(domain: Domain, previous: string | undefined, change: string): DraftStep {
  const description = `domain type: "${domain.name}"`;
  return commentStep(
    `DOMAIN ${qualified(domain)}`,
    description,
    refOf(domain),
    domain.comment,
    previous,
    change,
  );
}

function describeCheck(
  domain: Domain,
  check: DomainCheck,
  previous: string | undefined,
  change: string,
): readonly DraftStep[] {
  if (same(previous ?? "", check.comment ?? "")) return [];
  const what = `CONSTRAINT ${ident(check.name)} ON DOMAIN ${qualified(domain)}`;
  const description = `constraint: "${check.name}" on domain type: "${domain.name}"`;
  return [commentStep(what, description, refOf(domain), check.comment, previous, change)];
}

import {
  alterStep,
  type Change,
  compareWhole,
  type DraftStep,
  type ModifyChange,
  type Ref,
  refOf,
  same,
  type SchemaObject,
  schemaOf,
  type State,
  stepsByRules,
  type StepsContext,
} from "@atlas/core";
import { parenthesize } from "@atlas/sql";
import { withSettledArrayCasts } from "../array-casts.ts";
import { type PostgresKind, type ReadContext, rowsOf } from "../kind.ts";
import { commentStep, ident, qualified } from "../text.ts";
import { collationText, type NamedType, readType, typeRefs } from "./catalog-text.ts";
import {
  type DomainCheckRow,
  domainChecksQuery,
  type DomainRow,
  domainsQuery,
  domainUsesQuery,
} from "./domain-queries.ts";
import { domainCodec } from "./hcl/domain.ts";
import { type Access, typeAccess } from "./privileges.ts";
import { withTypeName } from "./renamed-types.ts";
import { columnsOf, disturbedBySwap, type SwappedType, swapType, typesMadeOf } from "./swap-type.ts";
import { newRowTypeRef, rowTypeRef } from "./table/aspects.ts";
import { refuseUnderRowType } from "./table/row-type-users.ts";
import { castMayCut } from "./table/type-change.ts";
import { readUses, type UseRow } from "./uses.ts";
import { createType, dropType, type TypeRules } from "./type-steps.ts";

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

const rules: TypeRules<Domain> = {
  title: "domain type",
  keyword: "DOMAIN",
  createSql,
  details: finish,
  requires,
};

export const domainKind: PostgresKind<Domain> = {
  name: "domain",
  catalog: [domainsQuery, domainChecksQuery, domainUsesQuery],
  recreatable: false,
  renamed: withTypeName,
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
      () => (canAlter(from, to, context.from) ? [] : disturbedBySwap(from, context.from)),
    ),

  steps: stepsByRules<Domain>({
    add: (type) => createType(rules, type),
    drop: (type) => dropType(rules, type),
    modify: (from, to, context) =>
      canAlter(from, to, context.from)
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
  const { default: value, uses = [], ...rest } = from;
  const isBound = uses.some(isAway);
  const loosened: Domain = {
    ...rest,
    ...(value !== undefined && !isBound && { default: value, uses }),
    checks: from.checks.filter((check) => !check.uses?.some(isAway)),
  };
  const change = { kind: "modify_domain", object: refOf(to), subject: refOf(to) };
  const disturbs = changes.flatMap((each) => each.disturbs ?? []);
  const around: readonly ModifyChange<Domain>[] = [
    { ...change, from, to: loosened },
    { ...change, from: loosened, to, ...(disturbs.length > 0 && { disturbs }) },
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

/**
 * ALTER DOMAIN changes everything but what values are made of. It does not look into arrays, rows and ranges, so that
 * what holds the domain in one gets another domain where values have to be looked at.
 */
function canAlter(from: Domain, to: Domain, present: State): boolean {
  if (from.type !== to.type || from.collation !== to.collation) return false;
  return !looksAtValues(from, to) || !isContained(from, present);
}

function looksAtValues(from: Domain, to: Domain): boolean {
  if (to.notNull && !from.notNull) return true;
  return to.checks.some((check) => {
    if (check.notValid) return false;
    const before = from.checks.find(({ name }) => name === check.name);
    return before === undefined || before.notValid || before.expression !== check.expression;
  });
}

/** Whether a column holds it otherwise than by itself. */
function isContained(domain: Domain, state: State): boolean {
  if (columnsOf(domain, state).some(([, column]) => column.type.endsWith("[]"))) return true;
  return typesMadeOf(domain, state).some(
    (user) => columnsOf(user, state).length > 0 || typesMadeOf(user, state).length > 0,
  );
}

function alter(from: Domain, to: Domain, context: StepsContext): readonly DraftStep[] {
  const holders = columnsOf(from, context.from).map(([table]) => table);
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
        // What comes to hold it in an array or a row comes when no value has to be looked at any more.
        ...(scans && { creates: [refOf(to), ...holders.map(newRowTypeRef)], drops: holders.map(rowTypeRef) }),
      },
    );
  const isRemade = (check: DomainCheck): boolean => {
    const before = previous.get(check.name);
    return (
      before !== undefined && (before.expression !== check.expression || (check.notValid && !before.notValid))
    );
  };
  const steps = [
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
  for (const table of holders) refuseUnderRowType(table, steps, context);
  return steps;
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
  const description = "domain type";
  return {
    object: domain,
    word: "DOMAIN",
    createSql: createSql(domain),
    description,
    access,
    needs: requires(domain),
  };
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

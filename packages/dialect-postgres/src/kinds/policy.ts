import {
  alterStep,
  compareWhole,
  createStep,
  type DraftStep,
  dropStep,
  type Ref,
  same,
  stepsByRules,
} from "@atlas/core";
import { withSettledArrayCasts } from "../array-casts.ts";
import { type CatalogQuery, type PostgresKind, rowsOf } from "../kind.ts";
import { isMade } from "./catalog-text.ts";
import { ident } from "../text.ts";
import { policyCodec } from "./hcl/policy.ts";
import {
  asModification,
  onRelation,
  partCommentSteps,
  partFacts,
  readPart,
  type RelationPart,
  relationOf,
  type RelationPartRow,
  relationPartSql,
  renamedTexts,
  requiresOf,
  withSuspensions,
} from "./relation-parts.ts";
import { distinctRefs, usesOf } from "./relation-uses.ts";
import { inParentheses } from "./table/parentheses.ts";

/** A policy of row-level security; whether a table heeds its policies is the table's own matter. */
export interface Policy extends RelationPart {
  readonly kind: "policy";
  /** Rows that one permissive policy allows are seen, unless a restrictive one does not allow them. */
  readonly permissive: boolean;
  readonly command: PolicyCommand;
  /** Names of roles; empty: everybody (`PUBLIC`). */
  readonly roles: readonly string[];
  /** Who runs the statement, as `CURRENT_USER` in a declared policy: a database keeps that user's name. */
  readonly sessionRoles?: readonly string[];
  /** In parentheses, as is `check`. */
  readonly using?: string;
  readonly check?: string;
}

export type PolicyCommand = "ALL" | "SELECT" | "INSERT" | "UPDATE" | "DELETE";

/** `polcmd`. */
const policyCommands: Readonly<Record<string, PolicyCommand>> = {
  "*": "ALL",
  r: "SELECT",
  a: "INSERT",
  w: "UPDATE",
  d: "DELETE",
};

interface PolicyRow extends RelationPartRow {
  readonly permissive: boolean;
  readonly command: string;
  readonly roles: readonly string[] | null;
  readonly using: string | null;
  readonly check: string | null;
}

/** @see https://www.postgresql.org/docs/18/catalog-pg-policy.html */
const policiesQuery: CatalogQuery = {
  name: "policies",
  when: isMade("pg_policy"),
  sql: () =>
    relationPartSql(
      "pg_policy",
      { relation: "polrelid", name: "polname" },
      `, o.polpermissive AS permissive, o.polcmd::text AS command,
      (SELECT pg_catalog.array_agg(r.rolname::text ORDER BY r.rolname::text COLLATE "C")
        FROM pg_catalog.pg_roles r WHERE r.oid = ANY (o.polroles)) AS roles,
      pg_catalog.pg_get_expr(o.polqual, o.polrelid) AS using,
      pg_catalog.pg_get_expr(o.polwithcheck, o.polrelid) AS check`,
      "true",
    ),
};

export const policyKind: PostgresKind<Policy> = {
  name: "policy",
  hcl: policyCodec,
  catalog: [policiesQuery],
  recreatable: true,
  essence: partFacts,
  requires: policyRequires,

  read(rows, context) {
    const uses = usesOf(rows, context, "policy");
    return rowsOf<PolicyRow>(rows, policiesQuery).map((row): Policy => ({
      kind: "policy",
      ...readPart(row, context),
      permissive: row.permissive,
      command: policyCommands[row.command] ?? "ALL",
      roles: row.roles ?? [],
      ...(row.using !== null && { using: expression(row.using) }),
      ...(row.check !== null && { check: expression(row.check) }),
      uses: uses(row.id),
    }));
  },

  renamed: (policy, rename) =>
    renamedTexts(policy, rename, (text) => ({
      ...(policy.using !== undefined && { using: text(policy.using) }),
      ...(policy.check !== undefined && { check: text(policy.check) }),
    })),

  compare: (from, to) => compareWhole(from, to, partFacts),

  steps: (changes, context) => withSuspensions(stepsOf(changes, context)),
};

function expression(text: string): string {
  return inParentheses(withSettledArrayCasts(text));
}

function policyRequires(policy: Policy): readonly Ref[] {
  const roles = policy.roles.map((name): Ref => ({ kind: "role", schema: "", name }));
  return distinctRefs([...requiresOf(policy), ...roles]);
}

const stepsOf = stepsByRules<Policy>({
  add: (policy) => create(policy),
  drop: (policy) => [drop(policy)],
  modify: (from, to) => [
    ...(same(definitionOf(from), definitionOf(to))
      ? partCommentSteps(from.comment, to, "modify_policy")
      : canAlter(from, to)
        ? [alter(from, to), ...partCommentSteps(from.comment, to, "modify_policy")]
        : asModification(to, [drop(from), ...create(to)])),
  ],
});

function definitionOf({ comment: _comment, ...policy }: Policy): unknown {
  return partFacts(policy);
}

/** ALTER POLICY sets roles and expressions; it takes no expression away. */
function canAlter(from: Policy, to: Policy): boolean {
  const loses = (before: string | undefined, after: string | undefined): boolean =>
    before !== undefined && after === undefined;
  return (
    from.permissive === to.permissive &&
    from.command === to.command &&
    !loses(from.using, to.using) &&
    !loses(from.check, to.check)
  );
}

function alter(from: Policy, to: Policy): DraftStep {
  const back = canAlter(to, from)
    ? [alterSql(to, from)]
    : [`DROP POLICY ${onRelation(to)}`, ...create(from).map((step) => step.sql)];
  const text = {
    sql: alterSql(from, to),
    comment: `modify policy ${JSON.stringify(to.name)}`,
    undo: back,
  };
  return alterStep(to, text, {
    blocks: "everything",
    needs: policyRequires(to),
    releases: policyRequires(from),
  });
}

function alterSql(from: Policy, to: Policy): string {
  return [
    `ALTER POLICY ${onRelation(to)}`,
    ...(same(from.roles, to.roles) ? [] : [rolesSql(to)]),
    ...(from.using === to.using || to.using === undefined ? [] : [`USING ${to.using}`]),
    ...(from.check === to.check || to.check === undefined ? [] : [`WITH CHECK ${to.check}`]),
  ].join(" ");
}

function create(policy: Policy): readonly DraftStep[] {
  const text = {
    sql: policySql(policy),
    comment: `create policy ${JSON.stringify(policy.name)}`,
    undo: [`DROP POLICY ${onRelation(policy)}`],
  };
  return [
    { ...createStep(policy, text, policyRequires(policy)), blocks: "everything" },
    ...partCommentSteps(undefined, policy, "add_policy"),
  ];
}

function drop(policy: Policy): DraftStep {
  const text = {
    sql: `DROP POLICY ${onRelation(policy)}`,
    comment: `drop policy ${JSON.stringify(policy.name)}`,
    undo: create(policy).map((step) => step.sql),
  };
  return {
    ...dropStep(policy, text, policyRequires(policy)),
    blocks: "everything",
    goesWith: relationOf(policy),
  };
}

function policySql(policy: Policy): string {
  return [
    `CREATE POLICY ${onRelation(policy)} AS ${policy.permissive ? "PERMISSIVE" : "RESTRICTIVE"}`,
    `FOR ${policy.command} ${rolesSql(policy)}`,
    ...(policy.using === undefined ? [] : [`USING ${policy.using}`]),
    ...(policy.check === undefined ? [] : [`WITH CHECK ${policy.check}`]),
  ].join(" ");
}

function rolesSql({ roles, sessionRoles = [] }: Policy): string {
  const all = [...roles.map(ident), ...sessionRoles];
  return `TO ${all.length === 0 ? "PUBLIC" : all.join(", ")}`;
}

import {
  type Change,
  compareWhole,
  type DraftStep,
  harmless,
  noDependencies,
  type Ref,
  refOf,
  schemaOf,
  stepsByRules,
} from "@atlas/core";
import { type CatalogQuery, type PostgresKind, rowsOf } from "../../kind.ts";
import { ident } from "../../text.ts";
import { inScope } from "../catalog-text.ts";
import { grantStatements } from "./grant-sql.ts";
import { defaultPrivilegeCodec } from "./hcl-defaults.ts";
import {
  type DefaultPrivilege,
  defaultPrivilegeName,
  differing,
  type Privilege,
  samePrivileges,
  sortPrivileges,
  standardOf,
} from "./model.ts";

export type { DefaultPrivilege } from "./model.ts";

interface DefaultRow {
  readonly role: string | null;
  readonly schema: string | null;
  readonly letter: string;
  readonly is_public: boolean;
  readonly grantee: string | null;
  readonly privilege: string | null;
  readonly grantable: boolean;
}

const classes: Readonly<Record<string, DefaultPrivilege["on"]>> = {
  r: "TABLES",
  S: "SEQUENCES",
  f: "FUNCTIONS",
  T: "TYPES",
  n: "SCHEMAS",
  L: "LARGE OBJECTS",
};

/** @see https://www.postgresql.org/docs/18/catalog-pg-default-acl.html */
const defaultPrivilegesQuery: CatalogQuery = {
  name: "default privileges",
  sql: () => `SELECT nullif(pg_catalog.pg_get_userbyid(d.defaclrole), current_user)::text AS role, n.nspname::text AS schema,
      d.defaclobjtype::text AS letter, coalesce(a.grantee, 0) = 0 AS is_public,
      CASE WHEN a.grantee <> 0 THEN pg_catalog.pg_get_userbyid(a.grantee)::text END AS grantee,
      a.privilege_type AS privilege, coalesce(pg_catalog.bool_or(a.is_grantable), false) AS grantable
    FROM pg_catalog.pg_default_acl d LEFT JOIN pg_catalog.pg_namespace n ON n.oid = d.defaclnamespace
    LEFT JOIN LATERAL (SELECT * FROM pg_catalog.aclexplode(d.defaclacl) e WHERE e.grantee <> d.defaclrole) a ON true
    WHERE $2 = '' AND (n.oid IS NULL OR ${inScope})
    GROUP BY 1, 2, 3, a.grantee, 6 ORDER BY 1, 2, 3, 4, 5, 6`,
};

export const defaultPrivilegeKind: PostgresKind<DefaultPrivilege> = {
  name: "default_privilege",
  trait: true,
  // What is made afterwards must not come with what is taken away.
  dropsFirst: true,
  catalog: [defaultPrivilegesQuery],
  recreatable: false,
  title: ({ grantee }) => grantee ?? "PUBLIC",
  read: (rows) => {
    const lists = Map.groupBy(rowsOf<DefaultRow>(rows, defaultPrivilegesQuery), ({ role, schema, letter }) =>
      JSON.stringify([role, schema, letter]),
    );
    return [...lists.values()].flatMap(readList);
  },
  requires,
  compare: (from, to) => compareWhole(from, to, ({ privileges }) => privileges),
  tally: (from, to) => {
    const { schema = "", on = "TABLES", grantee } = to ?? from ?? {};
    const standard = standardIn(schema, on, grantee);
    return {
      count: differing(from?.privileges ?? standard, to?.privileges ?? standard),
      noun: "default privilege",
      on: `on ${on.toLowerCase()}${schema === "" ? "" : ` in schema ${schema}`}`,
    };
  },
  steps: stepsByRules<DefaultPrivilege>({
    add: (one) => change("add_default_privilege", undefined, one),
    drop: (one) => change("drop_default_privilege", one, undefined),
    modify: (from, to) => change("modify_default_privilege", from, to),
  }),
  hcl: defaultPrivilegeCodec,
};

function readList(list: readonly DefaultRow[]): readonly DefaultPrivilege[] {
  const grantees = new Set<string | null>([null, ...list.map(({ grantee }) => grantee)]);
  const [first] = list;
  const on = classes[first?.letter ?? ""];
  if (!first || !on) return [];
  return [...grantees].flatMap((name): readonly DefaultPrivilege[] => {
    const grantee = name ?? undefined;
    const privileges = list.flatMap((row): readonly Privilege[] =>
      row.grantee === name && row.privilege !== null
        ? [{ privilege: row.privilege, grantable: row.grantable }]
        : [],
    );
    const schema = first.schema ?? "";
    if (samePrivileges(privileges, standardIn(schema, on, grantee))) return [];
    const role = first.role ?? undefined;
    return [
      {
        kind: "default_privilege",
        schema,
        name: defaultPrivilegeName({ on, grantee, role }),
        ...(role !== undefined && { role }),
        on,
        ...(grantee !== undefined && { grantee }),
        privileges: sortPrivileges(privileges),
      },
    ];
  });
}

/** In a schema nothing is given unless it is said. */
function standardIn(schema: string, on: string, grantee: string | undefined): readonly Privilege[] {
  return schema === "" ? standardOf(on, grantee) : [];
}

function requires(one: DefaultPrivilege): readonly Ref[] {
  const roles = [one.role, one.grantee].flatMap((name) => name ?? []);
  return [...schemaOf(one), ...roles.map((name) => ({ kind: "role", schema: "", name }))];
}

function change(
  kind: Change["kind"],
  from: DefaultPrivilege | undefined,
  to: DefaultPrivilege | undefined,
): readonly DraftStep[] {
  const one = to ?? from;
  if (!one) return [];
  const { schema, on, grantee, role } = one;
  const standard = standardIn(schema, on, grantee);
  const before = from?.privileges ?? standard;
  const after = to?.privileges ?? standard;
  const lead = [
    "ALTER DEFAULT PRIVILEGES",
    ...(role === undefined ? [] : [`FOR ROLE ${ident(role)}`]),
    ...(schema === "" ? [] : [`IN SCHEMA ${ident(schema)}`]),
    "",
  ].join(" ");
  const frame = { lead, on, grantee };
  const undo = grantStatements(frame, after, before);
  const ref = refOf(one);
  return grantStatements(frame, before, after).map((sql, index) => ({
    ...harmless,
    ...noDependencies,
    sql,
    comment: `alter default privileges on ${on.toLowerCase()}${schema === "" ? "" : ` in "${schema}" schema`}`,
    sources: [{ change: kind, subject: ref }],
    blocks: "ddl",
    needs: to ? requires(to) : [],
    releases: from ? requires(from) : [],
    creates: to && !from && index === 0 ? [ref] : [],
    drops: from && !to && index === 0 ? [ref] : [],
    undo,
    ...(!to && schema !== "" && { goesWith: { kind: "schema", schema: "", name: schema } }),
  }));
}

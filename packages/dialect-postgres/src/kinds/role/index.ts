import {
  alterStep,
  compareWhole,
  createStep,
  type DraftStep,
  dropStep,
  type Ref,
  refOf,
  same,
  type SchemaObject,
  stepsByRules,
  type StepsContext,
} from "@atlas/core";
import { type CatalogQuery, type PostgresKind, rowsOf } from "../../kind.ts";
import { madeForReading } from "../../roles.ts";
import { commentStep, ident, literal } from "../../text.ts";
import { roleCodec } from "./hcl.ts";

/**
 * Somebody who may log in, or a group of them. It belongs to the whole server. What it logs in with is neither read
 * nor written.
 */
export interface Role extends SchemaObject {
  readonly kind: "role";
  readonly schema: "";
  readonly superuser: boolean;
  readonly createDb: boolean;
  readonly createRole: boolean;
  readonly inherit: boolean;
  readonly login: boolean;
  readonly replication: boolean;
  readonly bypassRls: boolean;
  /** -1: as many as there can be. */
  readonly connLimit: number;
  /** Until when its password holds, in UTC; absent: for ever. */
  readonly validUntil?: string;
  /** By name. */
  readonly memberOf: readonly Membership[];
  /** `name=value`, by name: what ALTER ROLE … SET says for all databases. */
  readonly settings: readonly string[];
  readonly comment?: string;
  /** It is who is connected. Never compared. */
  readonly isOwn?: true;
}

export interface Membership {
  readonly role: string;
  /** The member may let others in. */
  readonly admin: boolean;
}

interface RoleRow {
  readonly name: string;
  readonly superuser: boolean;
  readonly create_db: boolean;
  readonly create_role: boolean;
  readonly inherit: boolean;
  readonly login: boolean;
  readonly replication: boolean;
  readonly bypass_rls: boolean;
  readonly conn_limit: number;
  readonly valid_until: string | null;
  readonly settings: readonly string[] | null;
  readonly comment: string | null;
  readonly is_own: boolean;
  readonly member_of: readonly string[];
  readonly admin_of: readonly string[];
}

/**
 * Roles that somebody made: neither those of the server, whose names begin with `pg_`, nor its first superuser.
 *
 * @see https://www.postgresql.org/docs/18/view-pg-roles.html
 */
const rolesQuery: CatalogQuery = {
  name: "roles",
  sql: () => `SELECT r.rolname::text AS name, r.rolsuper AS superuser, r.rolcreatedb AS create_db,
      r.rolcreaterole AS create_role, r.rolinherit AS inherit, r.rolcanlogin AS login, r.rolreplication AS replication,
      r.rolbypassrls AS bypass_rls, r.rolconnlimit AS conn_limit, r.rolvaliduntil::text AS valid_until,
      r.rolconfig AS settings, pg_catalog.shobj_description(r.oid, 'pg_authid') AS comment,
      r.rolname = session_user AS is_own,
      ARRAY(SELECT DISTINCT g.rolname::text FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles g ON g.oid = m.roleid
        WHERE m.member = r.oid ORDER BY 1) AS member_of,
      ARRAY(SELECT DISTINCT g.rolname::text FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles g ON g.oid = m.roleid
        WHERE m.member = r.oid AND m.admin_option ORDER BY 1) AS admin_of
    FROM pg_catalog.pg_roles r
    -- Object ids below are those of the first database: https://www.postgresql.org/docs/18/system-catalog-initial-data.html
    WHERE $1::text[] IS NOT NULL AND $2 = '' AND r.oid >= 16384 AND r.rolname !~ '^pg_'
      AND coalesce(pg_catalog.shobj_description(r.oid, 'pg_authid'), '') <> ${literal(madeForReading)}
    ORDER BY 1`,
};

export const roleKind: PostgresKind<Role> = {
  name: "role",
  selectors: ["user"],
  shared: true,
  catalog: [rolesQuery],
  recreatable: false,
  read: (rows) => rowsOf<RoleRow>(rows, rolesQuery).map(readRole),
  requires,
  essence: ({ isOwn: _isOwn, ...role }) => role,
  compare: (from, to) =>
    compareWhole(from, to, ({ isOwn: _isOwn, ...role }) => ({ ...role, comment: role.comment ?? "" })),
  steps: stepsByRules<Role>({
    add: create,
    drop: (role) => [drop(role)],
    modify: alter,
  }),
  hcl: roleCodec,
};

function readRole(row: RoleRow): Role {
  return {
    kind: "role",
    schema: "",
    name: row.name,
    superuser: row.superuser,
    createDb: row.create_db,
    createRole: row.create_role,
    inherit: row.inherit,
    login: row.login,
    replication: row.replication,
    bypassRls: row.bypass_rls,
    connLimit: row.conn_limit,
    ...(row.valid_until !== null && row.valid_until !== "infinity" && { validUntil: row.valid_until }),
    memberOf: row.member_of.map((role) => ({ role, admin: row.admin_of.includes(role) })),
    settings: (row.settings ?? []).toSorted(),
    ...(row.comment !== null && { comment: row.comment }),
    ...(row.is_own && { isOwn: true }),
  };
}

function requires({ memberOf }: Role): readonly Ref[] {
  return memberOf.map(({ role }) => ({ kind: "role", schema: "", name: role }));
}

type Switch = "superuser" | "createDb" | "createRole" | "inherit" | "login" | "replication" | "bypassRls";

/** In the order of the manual, with what CREATE ROLE makes of them by default. */
const switches: readonly (readonly [Switch, word: string, standard: boolean])[] = [
  ["superuser", "SUPERUSER", false],
  ["createDb", "CREATEDB", false],
  ["createRole", "CREATEROLE", false],
  ["inherit", "INHERIT", true],
  ["login", "LOGIN", false],
  ["replication", "REPLICATION", false],
  ["bypassRls", "BYPASSRLS", false],
];

const newRole: Omit<Role, "name"> = {
  kind: "role",
  schema: "",
  superuser: false,
  createDb: false,
  createRole: false,
  inherit: true,
  login: false,
  replication: false,
  bypassRls: false,
  connLimit: -1,
  memberOf: [],
  settings: [],
};

/** What differs, as CREATE ROLE and ALTER ROLE write it. */
function optionsSql(from: Omit<Role, "name">, to: Role): string {
  const words = switches.flatMap(([name, word]) =>
    from[name] === to[name] ? [] : [`${to[name] ? "" : "NO"}${word}`],
  );
  return [
    ...words,
    ...(from.connLimit === to.connLimit ? [] : [`CONNECTION LIMIT ${to.connLimit}`]),
    ...(from.validUntil === to.validUntil ? [] : [`VALID UNTIL ${literal(to.validUntil ?? "infinity")}`]),
  ].join(" ");
}

function create(role: Role, _context: StepsContext): readonly DraftStep[] {
  const options = optionsSql(newRole, role);
  return [
    createStep(
      role,
      {
        sql: `CREATE ROLE ${ident(role.name)}${options === "" ? "" : ` WITH ${options}`}`,
        comment: `create "${role.name}" role`,
        undo: [`DROP ROLE ${ident(role.name)}`],
      },
      [],
    ),
    ...details({ ...newRole, name: role.name }, role, "add_role"),
  ];
}

function drop(role: Role): DraftStep {
  const options = optionsSql(newRole, role);
  return {
    ...dropStep(
      role,
      {
        sql: `DROP ROLE ${ident(role.name)}`,
        comment: `drop "${role.name}" role`,
        undo: [
          `CREATE ROLE ${ident(role.name)}${options === "" ? "" : ` WITH ${options}`}`,
          ...details({ ...newRole, name: role.name }, role, "add_role").map((step) => step.sql),
        ],
      },
      requires(role),
    ),
    losesData: true,
    loses: [`role "${role.name}" and its password`],
  };
}

function alter(from: Role, to: Role): readonly DraftStep[] {
  const options = optionsSql(from, to);
  return [
    ...(options === ""
      ? []
      : [
          alterStep(to, {
            sql: `ALTER ROLE ${ident(to.name)} WITH ${options}`,
            comment: `modify "${to.name}" role`,
            undo: [`ALTER ROLE ${ident(to.name)} WITH ${optionsSql(to, from)}`],
          }),
        ]),
    ...details(from, to, "modify_role"),
  ];
}

/** Memberships, settings and the comment, which have statements of their own. */
function details(from: Role, to: Role, change: string): readonly DraftStep[] {
  const sources = [{ change, subject: refOf(to) }];
  const step = (sql: string, back: string, comment: string, facts: Partial<DraftStep> = {}): DraftStep => ({
    ...alterStep(to, { sql, comment, undo: [back] }, facts),
    sources,
  });
  const name = ident(to.name);
  const find = ({ memberOf }: Role, role: string): Membership | undefined =>
    memberOf.find((each) => each.role === role);
  const ref = (role: string): Ref => ({ kind: "role", schema: "", name: role });
  const left = from.memberOf.filter(({ role }) => !find(to, role));
  const changed = to.memberOf.filter((each) => !same(find(from, each.role), each));
  const grant = ({ role, admin }: Membership): string =>
    `GRANT ${ident(role)} TO ${name}${admin ? " WITH ADMIN OPTION" : ""}`;
  const settings = settingsOf(from.settings);
  const wanted = settingsOf(to.settings);
  const set = (key: string, value: string | undefined): string =>
    `ALTER ROLE ${name} ${value === undefined ? `RESET ${settingName(key)}` : `SET ${settingName(key)} TO ${settingValue(key, value)}`}`;
  return [
    ...left.map((each) =>
      step(
        `REVOKE ${ident(each.role)} FROM ${name}`,
        grant(each),
        `take "${to.name}" out of "${each.role}" role`,
        {
          releases: [ref(each.role)],
        },
      ),
    ),
    ...changed.map((each) => {
      const before = find(from, each.role);
      const isLess = before?.admin === true;
      return step(
        isLess ? `REVOKE ADMIN OPTION FOR ${ident(each.role)} FROM ${name}` : grant(each),
        isLess
          ? grant(before)
          : `REVOKE ${before ? "ADMIN OPTION FOR " : ""}${ident(each.role)} FROM ${name}`,
        `${before ? "modify membership of" : "put"} "${to.name}" in "${each.role}" role`,
        { needs: [ref(each.role)] },
      );
    }),
    ...[...new Set([...settings.keys(), ...wanted.keys()])]
      .filter((key) => settings.get(key) !== wanted.get(key))
      .map((key) =>
        step(set(key, wanted.get(key)), set(key, settings.get(key)), `set "${key}" of "${to.name}" role`),
      ),
    ...((from.comment ?? "") === (to.comment ?? "")
      ? []
      : [commentStep(`ROLE ${name}`, `role: "${to.name}"`, refOf(to), to.comment, from.comment, change)]),
  ];
}

function settingsOf(settings: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    settings.map((text) => {
      const at = text.indexOf("=");
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}

/** Settings of extensions have a dot between their names. */
function settingName(key: string): string {
  return key.split(".").map(ident).join(".");
}

/** Settings that are lists are kept as the server quotes their elements: they are written as they are. */
const lists = new Set([
  "DateStyle",
  "datestyle",
  "search_path",
  "temp_tablespaces",
  "session_preload_libraries",
  "local_preload_libraries",
]);

function settingValue(key: string, value: string): string {
  return lists.has(key) && value !== "" ? value : literal(value);
}

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
import { type CatalogQuery, type PostgresKind, rowsOf } from "../../kind.ts";
import { isMade } from "../catalog-text.ts";
import { ident } from "../../text.ts";
import { userMappingCodec } from "../hcl/foreign.ts";
import type { Option } from "../table/model.ts";
import { alterOptionsSql, hasSecret, mappingName, optionsSql, readOptions, refuseTwin } from "./options.ts";

/**
 * As whom a role comes to a foreign server. One that holds a password or another secret, and one whose options the
 * user may not read, is named and left alone: nothing is written in its place.
 */
export interface UserMapping extends SchemaObject {
  readonly kind: "user_mapping";
  readonly schema: "";
  /** `app on elsewhere`. */
  readonly name: string;
  readonly server: string;
  /** A role, `CURRENT_USER` for the one that is connected, or `PUBLIC`. */
  readonly user: string;
  readonly options: readonly Option[];
}

interface UserMappingRow {
  readonly server: string;
  /** `null`: everybody. */
  readonly user: string | null;
  readonly is_own: boolean;
  readonly is_readable: boolean;
  readonly has_secret: boolean;
  readonly options: readonly string[] | null;
}

/**
 * The view `pg_user_mappings` hides options by these very conditions, and does not say whether it did.
 *
 * @see https://www.postgresql.org/docs/18/view-pg-user-mappings.html
 */
const isReadable = `(m.umuser <> 0 AND m.usename = current_user
        AND (pg_catalog.pg_has_role(s.srvowner, 'USAGE') OR pg_catalog.has_server_privilege(s.oid, 'USAGE'))
      OR m.umuser = 0 AND pg_catalog.pg_has_role(s.srvowner, 'USAGE')
      OR (SELECT r.rolsuper FROM pg_catalog.pg_roles r WHERE r.rolname = current_user))`;

const userMappingsQuery: CatalogQuery = {
  name: "user mappings",
  when: isMade("pg_foreign_server"),
  sql: () => `SELECT m.srvname::text AS server, CASE WHEN m.umuser <> 0 THEN m.usename::text END AS user,
      m.usename = current_user AS is_own, ${isReadable} AS is_readable, ${hasSecret("m.umoptions")} AS has_secret,
      CASE WHEN NOT ${hasSecret("m.umoptions")} THEN m.umoptions END AS options
    FROM pg_catalog.pg_user_mappings m JOIN pg_catalog.pg_foreign_server s ON s.oid = m.srvid
    WHERE $1::text[] IS NOT NULL AND $2 = ''
    ORDER BY 1, 2`,
};

export const userMappingKind: PostgresKind<UserMapping> = {
  name: "user_mapping",
  catalog: [userMappingsQuery],
  recreatable: false,

  read: (rows) =>
    rowsOf<UserMappingRow>(rows, userMappingsQuery)
      .filter(isManaged)
      .map((row) => {
        const user = userOf(row);
        return {
          kind: "user_mapping",
          schema: "",
          name: mappingName(user, row.server),
          server: row.server,
          user,
          options: readOptions(row.options),
        };
      }),

  unmanaged: (rows) =>
    rowsOf<UserMappingRow>(rows, userMappingsQuery)
      .filter((row) => !isManaged(row))
      .map((row): UnmanagedObject => ({
        kind: row.is_readable
          ? "user mapping with a secret in its options"
          : "user mapping whose options may not be read",
        schema: "",
        name: mappingName(userOf(row), row.server),
        bareName: mappingName(userOf(row), row.server),
        needs: [{ kind: "foreign_server", schema: "", name: row.server }],
      })),

  requires,
  compare: (from, to) => compareWhole(from, to, (mapping) => mapping),

  steps: stepsByRules<UserMapping>({
    add: (mapping, context) => {
      refuseTwin(mapping, "user mapping", context);
      const text = {
        sql: createSql(mapping),
        comment: `create user mapping "${mapping.name}"`,
        undo: [`DROP USER MAPPING ${targetOf(mapping)}`],
      };
      return [createStep(mapping, text, requires(mapping))];
    },
    drop: (mapping) => [
      dropStep(
        mapping,
        {
          sql: `DROP USER MAPPING ${targetOf(mapping)}`,
          comment: `drop user mapping "${mapping.name}"`,
          undo: [createSql(mapping)],
        },
        requires(mapping),
      ),
    ],
    modify: alter,
  }),

  hcl: userMappingCodec,
};

function isManaged(row: UserMappingRow): boolean {
  return row.is_readable && !row.has_secret;
}

function userOf({ user, is_own: isOwn }: UserMappingRow): string {
  return user === null ? "PUBLIC" : isOwn ? "CURRENT_USER" : user;
}

function requires({ server, user }: UserMapping): readonly Ref[] {
  return [
    { kind: "foreign_server", schema: "", name: server },
    ...(user === "PUBLIC" || user === "CURRENT_USER" ? [] : [{ kind: "role", schema: "", name: user }]),
  ];
}

function targetOf({ user, server }: UserMapping): string {
  const who = user === "PUBLIC" || user === "CURRENT_USER" ? user : ident(user);
  return `FOR ${who} SERVER ${ident(server)}`;
}

function createSql(mapping: UserMapping): string {
  return `CREATE USER MAPPING ${targetOf(mapping)}${optionsSql(mapping.options)}`;
}

function alter(from: UserMapping, to: UserMapping): readonly DraftStep[] {
  const sql = (before: UserMapping, after: UserMapping): readonly string[] => {
    const options = alterOptionsSql(before.options, after.options);
    return options === undefined ? [] : [`ALTER USER MAPPING ${targetOf(after)} ${options}`];
  };
  return sql(from, to).map((text) =>
    alterStep(to, {
      sql: text,
      comment: `modify user mapping "${refOf(to).name}"`,
      undo: sql(to, from),
    }),
  );
}

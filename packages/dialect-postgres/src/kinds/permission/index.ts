import {
  type Change,
  compareWhole,
  type DraftStep,
  harmless,
  noDependencies,
  type Ref,
  refKey,
  refOf,
  type Rename,
  type SchemaObject,
  schemaOf,
  type State,
  stepsByRules,
  type StepsContext,
} from "@atlas/core";
import type { PostgresKind } from "../../kind.ts";
import { columnRef, ident, qualified } from "../../text.ts";
import { defaultsFor } from "./defaults.ts";
import { grantStatements } from "./grant-sql.ts";
import { permissionCodec } from "./hcl.ts";
import {
  type Permission,
  permissionName,
  relations,
  targetRef,
  untouchedPrivileges,
  differing,
  standardOf,
  type Privilege,
} from "./model.ts";
import { permissionsQuery, readPermissions } from "./read.ts";

export type { Permission } from "./model.ts";

/** Who may do what with an object. It goes with the object, and stays where that is made again. */
export const permissionKind: PostgresKind<Permission> = {
  name: "permission",
  trait: true,
  catalog: [permissionsQuery],
  recreatable: false,
  title: ({ grantee }) => grantee ?? "PUBLIC",
  read: readPermissions,
  requires,
  compare: (from, to) => compareWhole(from, to, ({ privileges }) => privileges),
  tally: (from, to) => ({
    count: differing(from?.privileges ?? standardFor(to), to?.privileges ?? standardFor(from)),
    noun: "grant",
    on: `on ${placeOf(to ?? from)}`,
  }),
  steps: stepsByRules<Permission>({
    add: (permission, context) => change("add_permission", undefined, permission, context),
    drop: (permission, context) => change("drop_permission", permission, undefined, context),
    modify: (from, to, context) => change("modify_permission", from, to, context),
  }),
  renamed,
  hcl: permissionCodec,
};

/** What is held where nothing is said. */
function standardFor(permission: Permission | undefined): readonly Privilege[] {
  return permission ? standardOf(permission.on, permission.grantee) : [];
}

/** `orders`, `schema sales`, `function sales.total(integer)`. */
function placeOf(permission: Permission | undefined): string {
  if (!permission) return "";
  const { on, schema, target } = permission;
  const name = schema === "" || schema === "public" ? target : `${schema}.${target}`;
  return on === "table" ? name : `${on.replaceAll("_", " ")} ${name}`;
}

function requires(permission: Permission): readonly Ref[] {
  const { schema, target, grantee, privileges, on, table } = permission;
  const columns = privileges.flatMap(({ column }) => column ?? []);
  return [
    ...schemaOf(permission),
    targetRef(permission),
    ...(on === "sequence" && table !== target ? [{ kind: "table", schema, name: table }] : []),
    ...columns.map((column) => columnRef({ schema, name: target }, column)),
    ...(grantee === undefined ? [] : [{ kind: "role", schema: "", name: grantee }]),
  ];
}

/** Both statements of a change: who held something else holds this. */
function change(
  kind: Change["kind"],
  from: Permission | undefined,
  to: Permission | undefined,
  context: StepsContext,
): readonly DraftStep[] {
  const permission = to ?? from;
  if (!permission) return [];
  const ref = refOf(permission);
  const target = targetRef(permission);
  const isTarget = (object: SchemaObject): boolean => refKey(refOf(object)) === refKey(target);
  // An object that comes with this plan has what new ones have.
  const isNew = !context.from.objects.some(isTarget) && context.to.objects.some(isTarget);
  const major = Number.parseInt(context.to.version, 10);
  const standard = untouchedPrivileges(permission, permission.grantee, major);
  const before = isNew
    ? [...standard, ...defaultsFor(permission, context.to)]
    : (from?.privileges ?? standard);
  const after = to?.privileges ?? standard;
  const frame = { on: targetSql(permission), grantee: permission.grantee };
  const table = context.to.objects.find(isTarget);
  // What new objects get is not sure to be there: it is given again. In HCL several blocks make up one permission.
  const held = isNew ? before.filter((each) => isRevoked(each, wantedOf(permission, context.to))) : before;
  const undo = grantStatements(frame, after, isNew ? standard : before);
  const who = permission.grantee === undefined ? "PUBLIC" : `"${permission.grantee}"`;
  const statements = grantStatements(frame, held, after, (column) => hasColumn(table, column));
  const steps = statements.map((sql): DraftStep => ({
    ...harmless,
    ...noDependencies,
    sql,
    comment: `${sql.startsWith("GRANT") ? "grant" : "revoke"} privileges on "${permission.target}" ${permission.on.replaceAll("_", " ")} ${sql.startsWith("GRANT") ? "to" : "from"} ${who}`,
    sources: [{ change: kind, subject: ref }],
    blocks: "ddl",
    // Where the object is made again meanwhile, it gets back what it had before.
    needs: to ? requires(to) : table ? [target] : [],
    releases: from && !to ? requires(from).filter((each) => !table || each.kind === "role") : [],
    undo,
    ...(!to && !table && { goesWith: target }),
  }));
  const [first, ...rest] = steps;
  if (!first) return [];
  return [
    { ...first, ...(to && !from && { creates: [ref] }), ...(from && !to && { drops: [ref] }) },
    ...rest,
  ];
}

/** All that the grantee shall hold on the object. */
function wantedOf(permission: Permission, state: State): readonly Privilege[] {
  const target = refKey(targetRef(permission));
  return state.objects
    .filter((object): object is Permission => object.kind === "permission")
    .filter((one) => one.grantee === permission.grantee && refKey(targetRef(one)) === target)
    .flatMap(({ privileges }) => privileges);
}

function isRevoked(one: Privilege, wanted: readonly Privilege[]): boolean {
  return !wanted.some(({ privilege, column }) => privilege === one.privilege && column === undefined);
}

/** Objects that are not looked at may have any column. */
function hasColumn(object: SchemaObject | undefined, name: string): boolean {
  if (!object || !("columns" in object) || !Array.isArray(object.columns)) return true;
  // Columns of every relation have a name.
  return (object.columns as readonly { readonly name: string }[]).some((column) => column.name === name);
}

/** As GRANT names the object. */
function targetSql({ on, schema, target, routine }: Permission): string {
  if (relations.includes(on)) return qualified({ schema, name: target });
  const name = qualified({ schema, name: routine?.name ?? target });
  // Without its types a routine is the only one of its name.
  const types = routine === undefined ? "" : `(${routine.types})`;
  switch (on) {
    case "schema":
      return `SCHEMA ${ident(target)}`;
    case "sequence":
      return `SEQUENCE ${name}`;
    case "function":
    case "aggregate":
      return `FUNCTION ${name}${types}`;
    case "procedure":
      return `PROCEDURE ${name}${types}`;
    case "foreign_server":
      return `FOREIGN SERVER ${ident(target)}`;
    case "foreign_data_wrapper":
      return `FOREIGN DATA WRAPPER ${ident(target)}`;
    default:
      return `TYPE ${name}`;
  }
}

/** A permission goes along when its table or a column of it gets another name. */
function renamed(permission: Permission, { from, to }: Rename): Permission {
  const { schema, privileges, grantee, on } = permission;
  if (from.schema !== schema) return permission;
  if (from.kind === "column" && from.table === permission.target && relations.includes(on))
    return {
      ...permission,
      privileges: privileges.map((one) => (one.column === from.name ? { ...one, column: to.name } : one)),
    };
  if (from.table !== undefined || from.kind !== "table" || permission.table !== from.name) return permission;
  const target = {
    on,
    table: to.name,
    target: on !== "sequence" && permission.target === from.name ? to.name : permission.target,
  };
  return { ...permission, ...target, name: permissionName(grantee, target) };
}

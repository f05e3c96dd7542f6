import type { Ref, SchemaObject } from "@atlas/core";

/** One privilege, of a relation also on a single column. */
export interface Privilege {
  /** `SELECT`, `USAGE`, … */
  readonly privilege: string;
  /** Of a relation only this column. */
  readonly column?: string;
  /** The grantee may pass it on. */
  readonly grantable: boolean;
}

/** Kinds of objects that privileges are on, as refs call them. */
export type TargetKind =
  | "schema"
  | "table"
  | "view"
  | "materialized"
  | "foreign_table"
  | "sequence"
  | "function"
  | "procedure"
  | "aggregate"
  | "enum"
  | "domain"
  | "composite"
  | "range"
  | "foreign_server"
  | "foreign_data_wrapper";

/** What somebody may do with one object. What its owner may do, and what everybody may by default, is none. */
export interface Permission extends SchemaObject {
  readonly kind: "permission";
  /** Of what lies in a schema, as that of the object. */
  readonly schema: string;
  /** The object, or the table that a sequence belongs to. */
  readonly table: string;
  /** `app (table)`: objects of different kinds may share their name. */
  readonly name: string;
  readonly on: TargetKind;
  /** Of a routine with its parameter types, as in its ref. */
  readonly target: string;
  /** Of a routine its bare name and the types of its parameters, as SQL writes them. */
  readonly routine?: { readonly name: string; readonly types: string };
  /** A role; absent: everybody (`PUBLIC`). */
  readonly grantee?: string;
  /** All that the grantee holds; empty: nothing at all, where a new object would allow something. */
  readonly privileges: readonly Privilege[];
}

/** What somebody gets on objects that a role will make. */
export interface DefaultPrivilege extends SchemaObject {
  readonly kind: "default_privilege";
  /** Only on objects of this schema; empty: of all. */
  readonly schema: string;
  /** `TABLES to app`. */
  readonly name: string;
  /** Who will make them; absent: who is connected. */
  readonly role?: string;
  readonly on: "TABLES" | "SEQUENCES" | "FUNCTIONS" | "TYPES" | "SCHEMAS" | "LARGE OBJECTS";
  /** A role; absent: everybody (`PUBLIC`). */
  readonly grantee?: string;
  /** In a schema they come on top of those of the database, whose list is whole. */
  readonly privileges: readonly Privilege[];
}

export function defaultPrivilegeName(of: {
  readonly on: DefaultPrivilege["on"];
  readonly grantee: string | undefined;
  readonly role: string | undefined;
}): string {
  return `${of.on} to ${of.grantee ?? "PUBLIC"}${of.role === undefined ? "" : ` by ${of.role}`}`;
}

/** Kinds that have columns to grant on. */
export const relations: readonly TargetKind[] = ["table", "view", "materialized", "foreign_table"];

export function permissionName(
  grantee: string | undefined,
  { on, target, table }: Pick<Permission, "on" | "target" | "table">,
): string {
  const what = target === table ? on : `${on} ${target}`;
  return `${grantee ?? "PUBLIC"} (${what.replaceAll("_", " ")})`;
}

/** The object that a permission is on. */
export function targetRef({ on, schema, target }: Permission): Ref {
  return { kind: on, schema, name: target };
}

/** What everybody may do with a new object of a kind. */
export function standardOf(on: string, grantee: string | undefined): readonly Privilege[] {
  const privilege = grantee === undefined ? standardPrivileges[on] : undefined;
  return privilege === undefined ? [] : [{ privilege, grantable: false }];
}

/** What everybody may do with an object that nobody touched: every database begins with a public schema. */
export function untouchedPrivileges(
  { on, target }: Pick<Permission, "on" | "target">,
  grantee: string | undefined,
  major: number,
): readonly Privilege[] {
  if (on !== "schema" || target !== "public" || grantee !== undefined) return standardOf(on, grantee);
  const usage = { privilege: "USAGE", grantable: false };
  return major >= 15 ? [usage] : [{ privilege: "CREATE", grantable: false }, usage];
}

/** @see https://www.postgresql.org/docs/18/ddl-priv.html */
const standardPrivileges: Readonly<Record<string, string>> = {
  function: "EXECUTE",
  procedure: "EXECUTE",
  aggregate: "EXECUTE",
  FUNCTIONS: "EXECUTE",
  enum: "USAGE",
  domain: "USAGE",
  composite: "USAGE",
  range: "USAGE",
  TYPES: "USAGE",
};

export function privilegeKey({ privilege, column, grantable }: Privilege): string {
  return JSON.stringify([privilege, column ?? null, grantable]);
}

/** The order in which the manual lists them. */
const manualOrder = [
  "SELECT",
  "INSERT",
  "UPDATE",
  "DELETE",
  "TRUNCATE",
  "REFERENCES",
  "TRIGGER",
  "MAINTAIN",
  "CREATE",
  "USAGE",
  "EXECUTE",
];

export function sortPrivileges(privileges: readonly Privilege[]): readonly Privilege[] {
  const rank = ({ privilege }: Privilege): number => (manualOrder.indexOf(privilege) + 99) % 99;
  return privileges.toSorted((a, b) => rank(a) - rank(b) || (privilegeKey(a) < privilegeKey(b) ? -1 : 1));
}

/** Whether two lists say the same, whatever their order. */
export function samePrivileges(left: readonly Privilege[], right: readonly Privilege[]): boolean {
  const keys = new Set(left.map(privilegeKey));
  return keys.size === right.length && right.every((one) => keys.has(privilegeKey(one)));
}

/** How many privileges only one of two lists has. */
export function differing(left: readonly Privilege[], right: readonly Privilege[]): number {
  return new Set(left.map(privilegeKey)).symmetricDifference(new Set(right.map(privilegeKey))).size;
}

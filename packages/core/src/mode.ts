import type { SchemaObject } from "./state.ts";

/** Classes of objects that a project manages or leaves out, as `schema.mode` calls them. */
export const objectClasses = [
  "schemas",
  "objects",
  "tables",
  "views",
  "funcs",
  "types",
  "triggers",
  "roles",
  "permissions",
] as const;
export type ObjectClass = (typeof objectClasses)[number];

/** Which classes are managed; what is not said is as in `defaultMode`. */
export type Mode = Readonly<Partial<Record<ObjectClass, boolean>>>;

/** Roles and permissions are somebody else's business unless a project says otherwise. */
export const defaultMode: Readonly<Record<ObjectClass, boolean>> = {
  schemas: true,
  objects: true,
  tables: true,
  views: true,
  funcs: true,
  types: true,
  triggers: true,
  roles: false,
  permissions: false,
};

/** Classes by kinds of objects, as all dialects call them; every other kind is among `objects`. */
const classes: Readonly<Record<string, ObjectClass>> = {
  schema: "schemas",
  table: "tables",
  foreign_table: "tables",
  view: "views",
  materialized: "views",
  function: "funcs",
  procedure: "funcs",
  aggregate: "funcs",
  enum: "types",
  domain: "types",
  composite: "types",
  range: "types",
  trigger: "triggers",
  event_trigger: "triggers",
  role: "roles",
  permission: "permissions",
  default_privilege: "permissions",
};

export function classOf({ kind }: Pick<SchemaObject, "kind">): ObjectClass {
  return classes[kind] ?? "objects";
}

export function isManaged(object: Pick<SchemaObject, "kind">, mode: Mode): boolean {
  const name = classOf(object);
  return mode[name] ?? defaultMode[name];
}

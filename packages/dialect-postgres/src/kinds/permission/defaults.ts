import type { SchemaObject, State } from "@atlas/core";
import type { DefaultPrivilege, Permission, Privilege } from "./model.ts";

/** What ALTER DEFAULT PRIVILEGES calls objects of a kind. */
const classes: Readonly<Record<string, DefaultPrivilege["on"]>> = {
  table: "TABLES",
  view: "TABLES",
  materialized: "TABLES",
  foreign_table: "TABLES",
  sequence: "SEQUENCES",
  function: "FUNCTIONS",
  procedure: "FUNCTIONS",
  aggregate: "FUNCTIONS",
  enum: "TYPES",
  domain: "TYPES",
  composite: "TYPES",
  range: "TYPES",
  schema: "SCHEMAS",
};

/** What the grantee gets by default privileges on a new object that who is connected makes. */
export function defaultsFor(permission: Permission, state: State): readonly Privilege[] {
  const { on, schema, grantee } = permission;
  return state.objects
    .filter(isDefault)
    .filter(
      (one) =>
        one.role === undefined &&
        one.on === classes[on] &&
        one.grantee === grantee &&
        (one.schema === "" || one.schema === schema),
    )
    .flatMap(({ privileges }) => privileges);
}

function isDefault(object: SchemaObject): object is DefaultPrivilege {
  return object.kind === "default_privilege";
}

import { attribute, type BlockCodec, type BlockReader, listOf, quoted } from "@atlas/hcl";
import { printRole } from "../permission/hcl.ts";
import type { Membership, Role } from "./index.ts";

/** `role "app" { login = true  member_of = [role.readers] }`: of the whole server. A `user` is a role that logs in. */
export const roleCodec: BlockCodec<Role> = {
  types: ["role", "user"],
  print: (role, context) => {
    const members = (admin: boolean): string | undefined => {
      const list = role.memberOf.filter((each) => each.admin === admin);
      return list.length === 0 ? undefined : listOf(list.map((each) => printRole(each.role, context)));
    };
    const flag = (isSet: boolean): string | undefined => (isSet ? "true" : undefined);
    return [
      {
        type: "role",
        labels: [role.name],
        body: [
          ...attribute("superuser", flag(role.superuser)),
          ...attribute("create_db", flag(role.createDb)),
          ...attribute("create_role", flag(role.createRole)),
          ...attribute("inherit", role.inherit ? undefined : "false"),
          ...attribute("login", flag(role.login)),
          ...attribute("replication", flag(role.replication)),
          ...attribute("bypass_rls", flag(role.bypassRls)),
          ...attribute("conn_limit", role.connLimit === -1 ? undefined : String(role.connLimit)),
          ...attribute("member_of", members(false)),
          ...attribute("comment", role.comment === undefined ? undefined : quoted(role.comment)),
          ...attribute("admin_of", members(true)),
          ...attribute("valid_until", role.validUntil === undefined ? undefined : quoted(role.validUntil)),
          ...attribute(
            "settings",
            role.settings.length === 0 ? undefined : listOf(role.settings.map(quoted)),
          ),
        ],
      },
    ];
  },
  read(block, context) {
    const comment = block.text("comment");
    const validUntil = block.text("valid_until");
    const role: Role = {
      kind: "role",
      schema: "",
      name: block.name,
      superuser: block.bool("superuser") ?? false,
      createDb: block.bool("create_db") ?? false,
      createRole: block.bool("create_role") ?? false,
      inherit: block.bool("inherit") ?? true,
      login: block.bool("login") ?? block.type === "user",
      replication: block.bool("replication") ?? false,
      bypassRls: block.bool("bypass_rls") ?? false,
      connLimit: Number(block.int("conn_limit") ?? -1),
      ...(validUntil !== undefined && { validUntil }),
      memberOf: [...members(block, "member_of", false), ...members(block, "admin_of", true)],
      settings: (block.texts("settings") ?? []).toSorted(),
      ...(comment && { comment }),
    };
    if (block.has("password") && block.text("password") !== "<sensitive>")
      throw block.error(
        `the password of role ${JSON.stringify(block.name)} is not managed`,
        "Take it out, and give it to the role yourself: ALTER ROLE … PASSWORD.",
        "password",
      );
    return context.bound ? [] : role;
  },
};

/** References to roles that are declared, or names of others. */
function members(block: BlockReader, name: string, admin: boolean): readonly Membership[] {
  return (block.typeExpressions(name) ?? []).map((value) => ({
    role: "reference" in value ? value.reference.name : "sql" in value ? value.sql : value.name,
    admin,
  }));
}

import { attribute, type BlockCodec, listOf, quoted } from "@atlas/hcl";
import { byGrantable, printRole, readRole } from "./hcl.ts";
import { type DefaultPrivilege, defaultPrivilegeName } from "./model.ts";

const classes = ["TABLES", "SEQUENCES", "FUNCTIONS", "TYPES", "SCHEMAS", "LARGE OBJECTS"] as const;
const words = classes.map((each) => each.replace(" ", "_"));

/** `default_privilege { for = TABLES  to = "app"  privileges = [SELECT] }`: of the whole database. */
export const defaultPrivilegeCodec: BlockCodec<DefaultPrivilege> = {
  types: ["default_privilege"],
  print: ({ schema, role, on, grantee, privileges }, context) =>
    byGrantable(privileges).map(({ names, grantable }) => ({
      type: "default_privilege",
      labels: [],
      body: [
        ...attribute("by", role === undefined ? undefined : printRole(role, context)),
        ...attribute("schema", schema === "" ? undefined : context.schemaReference(schema)),
        { name: "to", value: printRole(grantee, context) },
        { name: "for", value: on.replace(" ", "_") },
        { name: "privileges", value: listOf(names) },
        ...attribute("grantable", grantable ? "true" : undefined),
      ],
    })),
  read(block, context) {
    const role = block.has("by") ? readRole(block, "by") : undefined;
    const schema = block.has("schema") ? block.schema() : "";
    const grantee = readRole(block, "to");
    const word = block.requiredWord("for", words);
    const on = classes[words.indexOf(word)] ?? "TABLES";
    const names = block.words("privileges") ?? [];
    const grantable = block.bool("grantable") ?? false;
    if (context.bound) return [];
    const name = defaultPrivilegeName({ on, grantee, role });
    return {
      kind: "default_privilege",
      schema,
      // The catalog tells its name in the end: blocks only must not be taken for each other.
      name: `${name} ${quoted(names.join())} ${grantable}`,
      ...(role !== undefined && { role }),
      on,
      ...(grantee !== undefined && { grantee }),
      privileges: names.map((privilege) => ({ privilege, grantable })),
    };
  },
};

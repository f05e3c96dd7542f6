import {
  attribute,
  type BlockCodec,
  type BlockReader,
  listOf,
  type PrintBlockContext,
  type PrintedBlock,
  quoted,
  type ReadBlockContext,
} from "@atlas/hcl";
import { type Permission, permissionName, type Privilege, relations, type TargetKind } from "./model.ts";

const targets: readonly TargetKind[] = [
  "schema",
  "table",
  "view",
  "materialized",
  "foreign_table",
  "sequence",
  "function",
  "procedure",
  "aggregate",
  "enum",
  "domain",
  "composite",
  "range",
  "foreign_server",
  "foreign_data_wrapper",
];

/** `permission { to = role.app  for = table.users  privileges = [SELECT] }`. */
export const permissionCodec: BlockCodec<Permission> = {
  types: ["permission"],
  print: (permission, context) =>
    byColumns(permission.privileges).flatMap(({ columns, list }) =>
      byGrantable(list).map(({ names, grantable }): PrintedBlock => ({
        type: "permission",
        labels: [],
        body: [
          { name: "to", value: printRole(permission.grantee, context) },
          ...printTarget(permission, context),
          ...attribute("columns", columns.length === 0 ? undefined : listOf(columns.map(quoted))),
          { name: "privileges", value: listOf(names) },
          ...attribute("grantable", grantable ? "true" : undefined),
        ],
      })),
    ),
  read: readPermission,
};

function printTarget(
  { on, schema, target, routine }: Permission,
  context: PrintBlockContext,
): PrintedBlock["body"] {
  if (routine === undefined && context.isDeclared(on, schema, target))
    return [{ name: "for", value: context.reference(on, schema, target) }];
  return [
    { name: "on", value: on.toUpperCase() },
    ...attribute(
      "schema",
      schema === "" && context.schemaName("") === "" ? undefined : context.schemaReference(schema),
    ),
    { name: "name", value: quoted(routine?.name ?? target) },
    ...attribute("types", routine === undefined || routine.types === "" ? undefined : quoted(routine.types)),
  ];
}

function readPermission(block: BlockReader, context: ReadBlockContext): Permission | readonly Permission[] {
  const grantee = readRole(block, "to");
  const target = readTarget(block);
  const columns = block.texts("columns") ?? [];
  const names = block.words("privileges") ?? [];
  const grantable = block.bool("grantable") ?? false;
  if (columns.length > 0 && !relations.includes(target.on))
    throw block.error("only relations have columns", "Take the attribute out.", "columns");
  const ofDatabase: readonly TargetKind[] = ["schema", "foreign_server", "foreign_data_wrapper"];
  if (context.bound && ofDatabase.includes(target.on)) return [];
  const privileges = names.flatMap((privilege): readonly Privilege[] =>
    columns.length === 0
      ? [{ privilege, grantable }]
      : columns.map((column) => ({ privilege, column, grantable })),
  );
  return {
    kind: "permission",
    ...target,
    // The catalog tells its name in the end: blocks only must not be taken for each other.
    name: `${permissionName(grantee, target)} ${JSON.stringify([names, columns, grantable])}`,
    ...(grantee !== undefined && { grantee }),
    privileges,
  };
}

function readTarget(block: BlockReader): Pick<Permission, "schema" | "table" | "on" | "target" | "routine"> {
  const declared = block.reference("for", targets);
  if (declared) {
    const on = targets.find((kind) => kind === declared.type) ?? "table";
    return { on, schema: declared.schema, table: declared.name, target: declared.name };
  }
  const word = block.requiredWord(
    "on",
    targets.map((kind) => kind.toUpperCase()),
  );
  const on = targets.find((kind) => kind.toUpperCase() === word) ?? "table";
  const name = block.requiredText("name");
  const types = block.text("types") ?? "";
  const schema = block.has("schema") ? block.schema() : "";
  const isRoutine = on === "function" || on === "procedure" || on === "aggregate";
  const target = isRoutine ? `${name}(${types})` : name;
  return { on, schema, table: target, target, ...(isRoutine && { routine: { name, types } }) };
}

/** `PUBLIC`, a reference to a role that is declared, or the name of another. */
export function printRole(name: string | undefined, context: PrintBlockContext): string {
  if (name === undefined) return "PUBLIC";
  return context.isDeclared("role", "", name) ? context.reference("role", "", name) : quoted(name);
}

/** @returns `undefined`: everybody. */
export function readRole(block: BlockReader, attributeName: string): string | undefined {
  const value = block.typeExpression(attributeName);
  if (!value)
    throw block.error(
      `missing ${attributeName} of ${block.type}`,
      `Name a role: \`${attributeName} = role.app\`, \`"app"\` or \`PUBLIC\`.`,
    );
  if ("reference" in value) return value.reference.name;
  const name = "sql" in value ? value.sql : value.name;
  return name === "PUBLIC" ? undefined : name;
}

function byColumns(privileges: readonly Privilege[]): readonly {
  readonly columns: readonly string[];
  readonly list: readonly Privilege[];
}[] {
  const isWhole = ({ column }: Privilege): boolean => column === undefined;
  const whole = privileges.filter(isWhole);
  const ofColumns = privileges.filter((one) => !isWhole(one));
  const byPrivilege = Map.groupBy(ofColumns, (one) => JSON.stringify([one.privilege, one.grantable]));
  const single = [...byPrivilege.values()].flatMap((list) => {
    const [first] = list;
    return first ? [{ columns: list.map(({ column = "" }) => column), list: [first] }] : [];
  });
  return whole.length > 0 || single.length === 0 ? [{ columns: [], list: whole }, ...single] : single;
}

/** Names of privileges, those that may be passed on apart; nothing at all is one empty list. */
export function byGrantable(
  privileges: readonly Privilege[],
): readonly { readonly names: readonly string[]; readonly grantable: boolean }[] {
  const names = (grantable: boolean): readonly string[] =>
    privileges.filter((one) => one.grantable === grantable).map(({ privilege }) => privilege);
  const lists = [false, true].map((grantable) => ({ names: names(grantable), grantable }));
  const filled = lists.filter((list) => list.names.length > 0);
  return filled.length > 0 ? filled : lists.slice(0, 1);
}

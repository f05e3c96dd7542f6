import type { ModelArgument, ModelObject } from "@atlas/core";
import type { Materialized } from "../kinds/materialized/index.ts";
import type { Permission } from "../kinds/permission/model.ts";
import type { Policy } from "../kinds/policy.ts";
import type { Argument, Code, Func, Routine } from "../kinds/routine/model.ts";
import type { Trigger } from "../kinds/trigger.ts";
import type { View } from "../kinds/view.ts";
import type { ForeignTable } from "../kinds/foreign/table-model.ts";
import { commentOf, known, listText, storageParameters } from "./attributes.ts";
import { type BaseTypes, modelColumn } from "./column.ts";
import { modelIndex } from "./table.ts";
import { readableType, typeParts } from "./types.ts";

/** What a kind says of its objects besides what all of them say. */
export type Told = Pick<ModelObject, "attributes"> &
  Partial<Pick<ModelObject, "columns" | "indexes" | "arguments" | "table">>;

export function tellView(view: View): Told {
  const flag = (name: string): boolean => /=(?:true|on)$/i.test(optionOf(view.options, name) ?? "");
  return {
    columns: view.columns.map((column) => ({
      name: column.name,
      ...typeParts(column.type),
      nullable: true,
      ...(column.default !== undefined && { default: column.default }),
      identity: false,
      autoIncrement: false,
      ...commentOf(column),
      attributes: {},
    })),
    attributes: known({
      query: view.definition,
      comment: view.comment,
      security_barrier: flag("security_barrier"),
      security_invoker: flag("security_invoker"),
      check_option: view.checkOption,
    }),
  };
}

function optionOf(options: readonly string[], name: string): string | undefined {
  return options.find((option) => option.startsWith(`${name}=`));
}

export function tellMaterialized(view: Materialized, bases: BaseTypes): Told {
  return {
    columns: view.columns.map((column) => modelColumn(column, view.schema, bases)),
    indexes: view.indexes.map(modelIndex),
    attributes: {
      ...storageParameters(view.options),
      ...known({
        query: view.definition,
        comment: view.comment,
        populated: view.populated,
        access_method: view.accessMethod ?? "heap",
        cluster_on: view.clusterOn,
      }),
    },
  };
}

export function tellForeignTable(table: ForeignTable, bases: BaseTypes): Told {
  return {
    columns: table.columns.map((column) => modelColumn(column, table.schema, bases)),
    attributes: known({ server: table.server, comment: table.comment }),
  };
}

export function tellFunction(code: Func): Told {
  const returned = readableType(code.returns.type);
  const isTable = code.arguments.some(({ mode }) => mode === "TABLE");
  const result = isTable ? `TABLE(${columnsOf(code)})` : code.returnsSet ? `SETOF ${returned}` : returned;
  return {
    ...tellRoutine(code),
    attributes: {
      ...codeAttributes(code),
      ...known({
        return: result,
        volatility: code.volatility,
        strict: code.strict,
        leakproof: code.leakproof,
        parallel: code.parallel,
        window: code.window,
        cost: code.cost,
        rows: code.rows,
        support: code.support,
      }),
    },
  };
}

export function tellProcedure(code: Code): Told {
  return { ...tellRoutine(code), attributes: codeAttributes(code) };
}

export function tellRoutine(routine: Routine): Told {
  return {
    arguments: routine.arguments.filter(({ mode }) => mode !== "TABLE").map(modelArgument),
    attributes: known({ signature: readableType(routine.name), comment: routine.comment }),
  };
}

function columnsOf({ arguments: all }: Routine): string {
  return all
    .filter(({ mode }) => mode === "TABLE")
    .map(({ name, type }) => `${name ?? ""} ${readableType(type)}`)
    .join(", ");
}

function modelArgument(argument: Argument): ModelArgument {
  return {
    name: argument.name ?? "",
    type: readableType(argument.type),
    ...(argument.default !== undefined && { default: argument.default }),
    mode: argument.mode,
  };
}

function codeAttributes(code: Code): Told["attributes"] {
  const { body } = code;
  return known({
    signature: readableType(code.name),
    lang: code.language,
    body: body.form === "symbol" ? body.symbol : body.text,
    comment: code.comment,
    security: code.securityDefiner ? "DEFINER" : "INVOKER",
    settings: listText(code.settings.map(({ name, value }) => `${name} = ${value}`)),
  });
}

export function tellTrigger(trigger: Trigger): Told {
  const { function: called, constraint, columns } = trigger;
  const path = called.schema === "" ? called.name : `${called.schema}.${called.name}`;
  const events = trigger.events.map((event) =>
    event === "UPDATE" && columns.length > 0 ? `UPDATE OF ${columns.join(", ")}` : event,
  );
  return {
    attributes: known({
      for: trigger.level,
      timing: trigger.timing,
      event: events.join(" OR "),
      body: `EXECUTE FUNCTION ${path}(${trigger.args.map((arg) => `'${arg.replaceAll("'", "''")}'`).join(", ")})`,
      function: path,
      when: trigger.when,
      relation: trigger.relation,
      comment: trigger.comment,
      enabled: trigger.enabled,
      constraint: constraint !== undefined,
      deferrable: constraint?.deferrable ?? false,
      initially_deferred: constraint?.initiallyDeferred ?? false,
    }),
  };
}

export function tellPolicy(policy: Policy): Told {
  return {
    attributes: known({
      for: policy.command,
      using: policy.using,
      check: policy.check,
      restrictive: !policy.permissive,
      to: listText([...policy.roles, ...(policy.sessionRoles ?? [])]) ?? "PUBLIC",
      comment: policy.comment,
    }),
  };
}

/** One for each privilege that somebody holds; none where a new object would allow something and this one does not. */
export function tellPermission(permission: Permission): readonly (Told & { readonly suffix: string })[] {
  const { grantee = "PUBLIC", privileges, on, target, routine } = permission;
  const isOn = (kinds: readonly string[]): string | undefined => (kinds.includes(on) ? target : undefined);
  const base = {
    grantee,
    on,
    target: routine?.name ?? target,
    table: isOn(["table", "foreign_table"]),
    view: isOn(["view", "materialized"]),
    function: isOn(["function", "procedure", "aggregate"]),
    sequence: isOn(["sequence"]),
    schema: on === "schema" ? target : permission.schema,
  };
  const all = privileges.length > 0 ? privileges : [{ privilege: "NONE", grantable: false }];
  return all.map(({ privilege, grantable, ...rest }) => {
    const column = "column" in rest ? rest.column : undefined;
    return {
      suffix: ` ${privilege}${column === undefined ? "" : ` (${column})`}`,
      attributes: known({ ...base, privilege, grantable, column }),
    };
  });
}

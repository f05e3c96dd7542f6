import type { ModelAttributes, ModelColumn, ModelObject, SchemaObject } from "@atlas/core";
import type { MysqlObject } from "../dialect.ts";
import type { Event } from "../kinds/event.ts";
import type { Func, Procedure } from "../kinds/routine/model.ts";
import type { Trigger } from "../kinds/trigger.ts";
import type { View, ViewColumn } from "../kinds/view.ts";
import { typeParts } from "../types.ts";
import { typeArguments } from "./table.ts";

type Other = Exclude<MysqlObject, { kind: "schema" | "table" }>;

/** What is neither a schema nor a table. Whose it is and what it is read from do not count as differences. */
export function modelObject(object: Other, essenceOf: (object: SchemaObject) => unknown): ModelObject {
  const table = object.kind === "trigger" ? object.on : undefined;
  return {
    kind: object.kind,
    schema: object.schema,
    name: object.name,
    ...(table !== undefined && { table }),
    attributes: attributesOf(object),
    ...partsOf(object),
    text: JSON.stringify([essenceOf(object), "origin" in object ? object.origin : {}]),
  };
}

function attributesOf(object: Other): ModelAttributes {
  switch (object.kind) {
    case "view":
      return viewAttributes(object);
    case "function":
    case "procedure":
      return codeAttributes(object);
    case "trigger":
      return triggerAttributes(object);
    case "event":
      return eventAttributes(object);
    case "sequence": {
      const { type, start, increment, min, max, cache, cycle, comment } = object;
      return {
        type,
        start,
        increment,
        min_value: min,
        max_value: max,
        cache,
        cycle,
        ...(comment !== undefined && { comment }),
      };
    }
  }
}

function viewAttributes({ definition, algorithm, security, checkOption, origin }: View): ModelAttributes {
  return {
    query: definition,
    algorithm,
    security,
    security_invoker: security === "INVOKER",
    ...(checkOption !== undefined && { check_option: checkOption }),
    ...(origin.definer !== undefined && { definer: origin.definer }),
  };
}

function codeAttributes(code: Func | Procedure): ModelAttributes {
  const { deterministic, dataAccess, security, comment, body, origin } = code;
  return {
    lang: "SQL",
    body,
    deterministic,
    data_access: dataAccess,
    security,
    ...("returns" in code && { return: code.returns.type }),
    ...(comment !== undefined && { comment }),
    ...(origin.definer !== undefined && { definer: origin.definer }),
  };
}

function triggerAttributes({ on, timing, event, body, follows, origin }: Trigger): ModelAttributes {
  return {
    on,
    timing,
    event,
    body,
    for: "ROW",
    ...(follows !== undefined && { follows }),
    ...(origin.definer !== undefined && { definer: origin.definer }),
  };
}

function eventAttributes({ schedule, preserve, status, comment, body, origin }: Event): ModelAttributes {
  return {
    schedule:
      "at" in schedule
        ? `AT ${schedule.at}`
        : [
            `EVERY ${schedule.every}`,
            ...(schedule.starts === undefined ? [] : [`STARTS ${schedule.starts}`]),
            ...(schedule.ends === undefined ? [] : [`ENDS ${schedule.ends}`]),
          ].join(" "),
    preserve,
    status,
    body,
    ...(comment !== undefined && { comment }),
    ...(origin.definer !== undefined && { definer: origin.definer }),
  };
}

function partsOf(object: Other): Pick<ModelObject, "columns" | "arguments"> {
  if (object.kind === "view") return { columns: object.columns.map(modelViewColumn) };
  if (object.kind !== "function" && object.kind !== "procedure") return {};
  return {
    arguments: object.arguments.map(({ name, type, mode, default: value }) => ({
      name,
      type,
      mode,
      ...(value !== undefined && { default: value }),
    })),
  };
}

/** Where its type is not known, as of a broken view, it is empty. */
function modelViewColumn({ name, type = "", nullable = true }: ViewColumn): ModelColumn {
  const { name: typeName = type, args } = typeParts(type) ?? {};
  return {
    name,
    type,
    typeName,
    typeArguments: typeArguments(typeName, args),
    nullable,
    identity: false,
    autoIncrement: false,
    attributes: {},
  };
}

import { type Model, type ModelSchema, perObject, type SchemaObject, type State } from "@atlas/core";
import type { MysqlObject } from "../dialect.ts";
import { modelObject } from "./objects.ts";
import { modelTable } from "./table.ts";

/** Whoever looks at a state after each statement makes anew what has changed. */
const tableOf = perObject(modelTable);

/**
 * The state as analyzers and custom rules see it. Counters of AUTO_INCREMENT grow with the rows and are left out.
 *
 * @param essenceOf - all of an object that a comparison looks at.
 */
export function mysqlModel(state: State, essenceOf: (object: SchemaObject) => unknown): Model {
  // A state of this dialect holds objects of its kinds alone.
  const objects = state.objects as readonly MysqlObject[];
  return {
    schemas: objects.flatMap((object) => (object.kind === "schema" ? [modelSchema(object)] : [])),
    tables: objects.flatMap((object) => (object.kind === "table" ? [tableOf(object)] : [])),
    others: objects.flatMap((object) =>
      object.kind === "schema" || object.kind === "table" ? [] : [modelObject(object, essenceOf)],
    ),
  };
}

function modelSchema(schema: Extract<MysqlObject, { kind: "schema" }>): ModelSchema {
  const { name, comment, charset, collation, encrypted } = schema;
  return {
    name,
    ...(comment !== undefined && { comment }),
    attributes: {
      ...(charset !== undefined && { charset }),
      ...(collation !== undefined && { collation }),
      ...(encrypted && { encrypted }),
    },
  };
}

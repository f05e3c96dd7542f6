import {
  type Model,
  type ModelColumn,
  type ModelObject,
  perObject,
  type SchemaObject,
  type State,
} from "@atlas/core";
import type { Table } from "../kinds/table/model.ts";
import type { Trigger } from "../kinds/trigger.ts";
import type { View } from "../kinds/view.ts";
import { modelTable } from "./table.ts";

/** Whoever looks at a state after each statement makes anew what has changed. */
const tableOf = perObject(modelTable);

/**
 * The state as analyzers and custom rules see it. There are no schemas.
 *
 * @param essenceOf - all of an object that a comparison looks at.
 */
export function sqliteModel(state: State, essenceOf: (object: SchemaObject) => unknown): Model {
  // A state of this dialect holds objects of its kinds alone.
  const objects = state.objects as readonly (Table | View | Trigger)[];
  return {
    schemas: [],
    tables: objects.flatMap((object) => (object.kind === "table" ? [tableOf(object)] : [])),
    others: objects.flatMap((object) => {
      if (object.kind === "table") return [];
      const shown = object.kind === "view" ? viewFacts(object) : triggerFacts(object);
      return [{ ...shown, text: JSON.stringify(essenceOf(object)) }];
    }),
  };
}

type Shown = Omit<ModelObject, "text">;

function viewFacts({ kind, schema, name, columns, definition }: View): Shown {
  const shown = { kind, schema, name, attributes: { query: definition } };
  // Only names that are written are known.
  return columns.length === 0 ? shown : { ...shown, columns: columns.map(viewColumn) };
}

function viewColumn(name: string): ModelColumn {
  return {
    name,
    type: "",
    typeName: "",
    typeArguments: [],
    nullable: true,
    identity: false,
    autoIncrement: false,
    attributes: {},
  };
}

function triggerFacts({ kind, schema, name, on, timing, event, columns, when, body }: Trigger): Shown {
  return {
    kind,
    schema,
    name,
    table: on,
    attributes: {
      on,
      timing,
      event,
      for: "ROW",
      body,
      ...(columns.length > 0 && { columns: columns.join(", ") }),
      ...(when !== undefined && { when }),
    },
  };
}

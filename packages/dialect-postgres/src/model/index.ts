import type { Model, ModelObject, ModelSchema, ModelTable, SchemaObject, State } from "@atlas/core";
import type { PostgresObject } from "../dialect.ts";
import type { PostgresKind } from "../kind.ts";
import { commentOf } from "./attributes.ts";
import { type BaseTypes, baseTypes } from "./column.ts";
import {
  tellForeignTable,
  tellFunction,
  tellMaterialized,
  tellPermission,
  tellPolicy,
  tellProcedure,
  tellRoutine,
  tellTrigger,
  tellView,
  type Told,
} from "./objects.ts";
import { plainAttributes } from "./plain.ts";
import { modelTable } from "./table.ts";

type Objects = Exclude<PostgresObject, { kind: "schema" | "table" | "permission" }>;

/** One entry for each kind but schemas, tables and privileges: a forgotten one does not compile. */
type Tellers = {
  readonly [Name in Objects["kind"]]: (object: Extract<Objects, { kind: Name }>, bases: BaseTypes) => Told;
};

const plain = (object: SchemaObject): Told => ({ attributes: plainAttributes(object) });

const tellers: Tellers = {
  role: ({ createDb, createRole, bypassRls, memberOf, settings, ...role }) => ({
    attributes: {
      ...plainAttributes(role),
      create_db: createDb,
      create_role: createRole,
      bypass_rls: bypassRls,
      member_of: memberOf.map((group) => group.role).join(", "),
      settings: settings.join(", "),
    },
  }),
  default_privilege: plain,
  extension: plain,
  collation: plain,
  text_search_parser: plain,
  text_search_template: plain,
  text_search_dictionary: plain,
  text_search_configuration: plain,
  enum: plain,
  domain: plain,
  composite: (type) => ({
    attributes: {
      ...plainAttributes(type),
      fields: type.attributes.map(({ name }) => name).join(", "),
    },
  }),
  range: plain,
  sequence: plain,
  foreign_data_wrapper: plain,
  foreign_server: plain,
  user_mapping: plain,
  foreign_table: tellForeignTable,
  view: tellView,
  materialized: tellMaterialized,
  statistics: (statistics) => ({ ...plain(statistics), table: statistics.on.name }),
  function: tellFunction,
  procedure: tellProcedure,
  aggregate: tellRoutine,
  rule: plain,
  trigger: tellTrigger,
  policy: tellPolicy,
  event_trigger: plain,
  publication: plain,
};

/** What was made of an object, under these domains. */
interface Made<T> {
  readonly domains: string;
  readonly value: T;
}

const madeTables = new WeakMap<SchemaObject, Made<ModelTable>>();
const madeObjects = new WeakMap<SchemaObject, Made<readonly ModelObject[]>>();

/**
 * The state as analyzers and custom rules see it. What is made of an object stays the same as long as the object does:
 * who looks at a state after each statement makes anew what has changed.
 */
export function modelOf(state: State, kinds: readonly PostgresKind[]): Model {
  const bases = baseTypes(state.objects);
  const domains = JSON.stringify([...bases]);
  const kindsByName = new Map(kinds.map((kind) => [kind.name, kind]));
  const schemas: ModelSchema[] = [];
  const tables: ModelTable[] = [];
  const others: ModelObject[] = [];
  const once = <T>(made: WeakMap<SchemaObject, Made<T>>, object: SchemaObject, make: () => T): T => {
    const known = made.get(object);
    if (known?.domains === domains) return known.value;
    const value = make();
    made.set(object, { domains, value });
    return value;
  };
  // The driver makes a state of objects of its kinds alone.
  for (const object of state.objects as readonly PostgresObject[]) {
    if (object.kind === "schema") schemas.push({ name: object.name, ...commentOf(object), attributes: {} });
    else if (object.kind === "table") tables.push(once(madeTables, object, () => modelTable(object, bases)));
    else
      others.push(
        ...once(madeObjects, object, () => modelObjects(object, kindsByName.get(object.kind), bases)),
      );
  }
  return { schemas, tables, others };
}

function modelObjects(
  object: Exclude<PostgresObject, { kind: "schema" | "table" }>,
  kind: PostgresKind | undefined,
  bases: BaseTypes,
): readonly ModelObject[] {
  const base = {
    kind: object.kind,
    schema: object.schema,
    ...(object.table !== undefined && { table: object.table }),
  };
  if (object.kind === "permission")
    return tellPermission(object).map(({ suffix, ...told }) => ({
      ...base,
      name: object.name + suffix,
      ...told,
      text: JSON.stringify(told.attributes),
    }));
  // The entry of a kind takes the objects of that kind, which the type of a table of functions cannot say.
  const tell = tellers[object.kind] as (object: SchemaObject, bases: BaseTypes) => Told;
  return [
    {
      ...base,
      name: kind?.title?.(object) ?? object.name,
      ...tell(object, bases),
      text: JSON.stringify(kind?.essence?.(object) ?? object),
    },
  ];
}

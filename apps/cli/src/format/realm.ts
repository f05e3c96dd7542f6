import type { State } from "@atlas/core";
import { Struct } from "@atlas/template";
import { objectsOf, partsOf, schemaNames, type Table, tablesOf, uniqueKeysOf } from "../render/tables.ts";

/**
 * A state as templates walk over it: `.Schemas`, their `.Tables`, and so on, by the names that Go's
 * structures have. As JSON it is what `json` prints of the state.
 *
 * @param json - makes that JSON.
 */
export function realmOf(state: State, json: () => unknown): Struct {
  return new Struct("Realm", { Schemas: schemaNames(state).map((name) => schemaOf(state, name)) }, { json });
}

function schemaOf(state: State, name: string): Struct {
  const objects = objectsOf(state, name);
  const views = objects.filter((object) => object.kind === "view");
  const others = objects.filter((object) => object.kind !== "view" && object.kind !== "table");
  return new Struct("Schema", {
    Name: state.scope.bound ?? name,
    Tables: tablesOf(objects).map(tableOf),
    Views: views.map((view) => new Struct("View", { Name: view.name })),
    Objects: others.map((object) => new Struct("Object", { Kind: object.kind, Name: object.name })),
  });
}

function tableOf(table: Table): Struct {
  const partStructs = (key: Parameters<typeof partsOf>[0]): readonly Struct[] =>
    partsOf(key).map(
      (part) =>
        new Struct("IndexPart", {
          Column: part.column ?? "",
          Expr: part.expression ?? "",
          Desc: part.descending,
        }),
    );
  return new Struct("Table", {
    Name: table.name,
    Comment: table.comment ?? "",
    Columns: table.columns.map(
      (column) =>
        new Struct("Column", {
          Name: column.name,
          Type: column.type,
          Null: !column.notNull,
          Default: column.default ?? "",
          Comment: column.comment ?? "",
        }),
    ),
    PrimaryKey:
      table.primaryKey &&
      new Struct("PrimaryKey", { Name: table.primaryKey.name ?? "", Parts: partStructs(table.primaryKey) }),
    Indexes: [...uniqueKeysOf(table), ...table.indexes.filter((index) => !index.unique)].map(
      (index) =>
        new Struct("Index", {
          Name: index.name ?? "",
          Unique: "unique" in index ? index.unique : true,
          Parts: partStructs(index),
        }),
    ),
    ForeignKeys: table.foreignKeys.map(
      (key) =>
        new Struct("ForeignKey", {
          Symbol: key.name ?? "",
          Columns: key.columns,
          RefTable: key.references?.name ?? key.refTable ?? "",
          RefColumns: key.references?.columns ?? key.refColumns ?? [],
        }),
    ),
  });
}

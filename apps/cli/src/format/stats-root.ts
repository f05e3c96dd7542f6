import { Struct } from "@atlas/template";
import type { StatsResult } from "@atlas/workflows";
import { stateJson } from "../render/state-json.ts";
import type { Formattable } from "./format.ts";
import { realmOf } from "./realm.ts";

/** What a `--format` of `schema stats inspect` sees: the schema, and the tables with their sizes. */
export function statsRoot({ state, sizes }: StatsResult): Formattable {
  const tables = sizes.map(({ table, sizeBytes, rows }) => ({
    Schema: table.schema === "" ? (state.scope.bound ?? "") : table.schema,
    Table: table.name,
    SizeBytes: sizeBytes,
    ...(rows !== undefined && { Rows: rows }),
  }));
  const root = new Struct(
    "SchemaStats",
    {
      Realm: realmOf(state, () => stateJson(state)),
      Tables: tables.map((table) => new Struct("TableStats", { Rows: 0, ...table }, { json: () => table })),
    },
    { json: () => ({ Tables: tables }) },
  );
  return { root, functions: {} };
}

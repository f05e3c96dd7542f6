import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { SchemaObject, State } from "@atlas/core";
import { mermaidText } from "./mermaid.ts";

const none = { uniques: [], indexes: [], foreignKeys: [] };

function diagram(...objects: readonly SchemaObject[]): readonly string[] {
  const scope = { bound: "main", schemas: [] };
  const state: State = { dialect: "sqlite", version: "3", scope, objects, unmanaged: [] };
  return mermaidText(state).split("\n");
}

function table(name: string, facts: object): SchemaObject {
  return { kind: "table", schema: "", name, ...none, ...facts };
}

describe("mermaidText", () => {
  it("is an empty diagram for an empty state", () => {
    assert.deepEqual(diagram(), ["erDiagram", ""]);
  });

  it("leaves partitions out, as they are parts of their table", () => {
    const columns = [{ name: "id", type: "integer" }];
    const partitionOf = { parent: { schema: "", name: "events" }, bound: "DEFAULT" };
    assert.deepEqual(diagram(table("events", { columns }), table("events_rest", { columns, partitionOf })), [
      "erDiagram",
      "    events {",
      "      integer id",
      "    }",
      "",
    ]);
  });

  it("shows names and types that Mermaid cannot read as ones it can", () => {
    const columns = [
      { name: "a b", type: '"my schema"."mood"[]' },
      { name: "1st", type: "" },
      { name: "größe", type: "numeric(10,2)" },
    ];
    assert.deepEqual(diagram(table('or"der items', { columns })), [
      "erDiagram",
      `    or_der_items["or'der items"] {`,
      "      my_schema_mood[] a_b",
      "      _ _1st",
      "      numeric(10_2) größe",
      "    }",
      "",
    ]);
  });

  it("draws one end as at most one row only where the columns are a key for all rows", () => {
    const columns = ["id", "a", "b", "c"].map((name) => ({ name, type: "int" }));
    const indexes = [
      { name: "u", unique: true, parts: [{ column: "b" }, { column: "a" }] },
      { name: "p", unique: true, parts: [{ column: "c" }], where: "c > 0" },
      { name: "i", unique: false, parts: [{ column: "id" }] },
    ];
    const foreignKeys = [
      { name: "both", columns: ["a", "b"], refTable: "t", refColumns: ["id", "a"] },
      { name: "partial", columns: ["c"], refTable: "elsewhere", refColumns: ["x"] },
      { columns: ["id", "c"], refTable: "t", refColumns: ["a", "b"] },
    ];
    const lines = diagram(table("t", { columns, indexes, foreignKeys }));
    assert.deepEqual(lines.slice(-4), [
      "    t |o--o{ t : both",
      "    t }o--o| elsewhere : partial",
      "    t }o--o| t : id_c",
      "",
    ]);
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { SchemaObject, State } from "@atlas/core";
import type { Schema } from "./kinds/schema.ts";
import { refuseOtherCase } from "./name-case.ts";

function stateOf(lowerCaseTableNames: 1 | 2 | undefined, ...objects: readonly SchemaObject[]): State {
  const boundSchema: Schema = {
    kind: "schema",
    schema: "",
    name: "shop",
    serverDefault: {
      charset: "utf8mb4",
      collation: "utf8mb4_bin",
      ...(lowerCaseTableNames !== undefined && { lowerCaseTableNames }),
    },
  };
  const scope = { bound: "shop", schemas: [] };
  return { dialect: "mysql", version: "8.4.0", scope, boundSchema, objects, unmanaged: [] };
}

const table = (name: string): SchemaObject => ({ kind: "table", schema: "", name });

describe("names of tables", () => {
  it("differ by case where the server keeps them so", () => {
    refuseOtherCase(stateOf(undefined, table("orders")), stateOf(undefined, table("Orders")));
  });

  it("are refused in upper case by a server that has none", () => {
    for (const present of [[table("orders")], []])
      assert.throws(
        () => refuseOtherCase(stateOf(1, ...present), stateOf(undefined, table("Orders"), table("items"))),
        {
          code: "E_INPUT",
          message: 'the server spells these in another case (lower_case_table_names=1): table "Orders"',
        },
      );
    refuseOtherCase(stateOf(1, table("orders")), stateOf(undefined, table("orders")));
  });

  it("are refused where the server has them in another case", () => {
    refuseOtherCase(stateOf(2, table("Orders")), stateOf(undefined, table("Orders"), table("Items")));
    assert.throws(() => refuseOtherCase(stateOf(2, table("Orders")), stateOf(undefined, table("orders"))), {
      code: "E_INPUT",
    });
  });
});

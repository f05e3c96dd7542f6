import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Model } from "@atlas/core";
import { sqlite } from "../sqlite.ts";
import { stateOf } from "../test-support.ts";

async function modelOf(script: string): Promise<Model> {
  const model = sqlite.model?.(await stateOf(script));
  assert.ok(model);
  return model;
}

describe("the model of SQLite", () => {
  it("tells a table with all its parts", async () => {
    const { tables } = await modelOf(`
      CREATE TABLE users (id integer PRIMARY KEY);
      CREATE TABLE pets (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name VARCHAR(255) NOT NULL DEFAULT 'x' COLLATE NOCASE,
        size decimal(10, 2) AS (id * 2) STORED,
        owner int REFERENCES users (id) ON DELETE CASCADE,
        UNIQUE (name),
        CONSTRAINT named CHECK (owner > 0)
      );
      CREATE INDEX by_owner ON pets (owner DESC) WHERE owner > 1;`);
    const pets = tables.find(({ name }) => name === "pets");
    assert.deepEqual(
      pets?.columns.map(({ name, type, typeName, typeArguments, nullable }) => [
        name,
        type,
        typeName,
        typeArguments,
        nullable,
      ]),
      [
        ["id", "integer", "integer", [], false],
        ["name", "varchar(255)", "varchar", ["255"], false],
        ["size", "decimal(10,2)", "decimal", ["10", "2"], true],
        ["owner", "int", "int", [], true],
      ],
    );
    assert.equal(pets?.columns[0]?.autoIncrement, true);
    assert.deepEqual(pets?.columns[2]?.generated, { expression: "(id * 2)", stored: true });
    assert.deepEqual(pets?.foreignKeys, [
      {
        name: "",
        columns: ["owner"],
        refSchema: "",
        refTable: "users",
        refColumns: ["id"],
        onDelete: "CASCADE",
        validated: true,
        attributes: {},
      },
    ]);
    assert.deepEqual(
      pets?.indexes.map(({ name, unique, constraint, where }) => [name, unique, constraint, where]),
      [
        ["", true, "unique", undefined],
        ["by_owner", false, undefined, "owner > 1"],
      ],
    );
    assert.deepEqual(pets?.checks, [
      { name: "named", expression: "(owner > 0)", validated: true, enforced: true },
    ]);
  });

  it("tells views and triggers with what they are made of", async () => {
    const { others } = await modelOf(`
      CREATE TABLE t (a int);
      CREATE VIEW v (x) AS SELECT a FROM t;
      CREATE TRIGGER r AFTER UPDATE OF a ON t BEGIN SELECT 1; END;`);
    assert.deepEqual(
      others.map(({ kind, name, table, attributes, columns }) => ({
        kind,
        name,
        table,
        attributes,
        columns: columns?.map((column) => column.name),
      })),
      [
        {
          kind: "view",
          name: "v",
          table: undefined,
          attributes: { query: "SELECT a FROM t" },
          columns: ["x"],
        },
        {
          kind: "trigger",
          name: "r",
          table: "t",
          attributes: {
            on: "t",
            timing: "AFTER",
            event: "UPDATE",
            for: "ROW",
            body: "BEGIN SELECT 1; END",
            columns: "a",
          },
          columns: undefined,
        },
      ],
    );
  });
});

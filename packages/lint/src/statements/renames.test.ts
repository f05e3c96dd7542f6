import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Model, ModelObject, ModelTable, SqlSyntax } from "@atlas/core";
import type { ModelChange } from "../change.ts";
import { diffModels } from "../model-diff.ts";
import { fixChanges } from "./renames.ts";
import { column, mysqlSyntax, postgresSyntax, sqliteSyntax, table } from "./samples.ts";

const model = (tables: readonly ModelTable[], others: readonly ModelObject[] = []): Model => ({
  schemas: [],
  tables,
  others,
});

function fixed(statement: string, from: Model, to: Model, syntax: SqlSyntax): readonly ModelChange[] {
  return fixChanges(diffModels(from, to), statement, syntax);
}

/** `rename_table a b`, `modify_table t: rename_column a b`. */
function told(changes: readonly ModelChange[]): readonly string[] {
  const names = (change: object): string =>
    ["part", "table", "object", "from", "to"]
      .flatMap((key) => {
        const value: unknown = Reflect.get(change, key);
        return typeof value === "object" && value !== null ? [String(Reflect.get(value, "name"))] : [];
      })
      .join(" ");
  return changes.map((change) =>
    change.type === "modify_table"
      ? `modify_table ${change.to.name}: ${change.changes.map((inner) => `${inner.type} ${names(inner)}`).join(", ")}`
      : `${change.type} ${names(change)}`,
  );
}

describe("what a statement renames", () => {
  const forms: readonly (readonly [string, SqlSyntax])[] = [
    ["ALTER TABLE a RENAME TO b", postgresSyntax],
    ['ALTER TABLE IF EXISTS ONLY "public"."a" RENAME TO "b"', postgresSyntax],
    ["ALTER TABLE A RENAME TO B", postgresSyntax],
    ["RENAME TABLE a TO b", mysqlSyntax],
    ["RENAME TABLE `db`.`a` TO `db`.`b`", mysqlSyntax],
    ["ALTER TABLE a RENAME AS b", mysqlSyntax],
    ["ALTER TABLE a RENAME b", mysqlSyntax],
    ["ALTER TABLE [a] RENAME TO b", sqliteSyntax],
    ["/* why */ ALTER TABLE a -- now\n RENAME TO b;", sqliteSyntax],
  ];
  for (const [statement, syntax] of forms)
    it(`is a table in ${statement}`, () => {
      const changes = fixed(statement, model([table("a")]), model([table("b")]), syntax);
      assert.deepEqual(told(changes), ["rename_table a b"]);
    });

  const columns: readonly (readonly [string, SqlSyntax])[] = [
    ["ALTER TABLE t RENAME COLUMN a TO b", postgresSyntax],
    ["ALTER TABLE t RENAME a TO b", sqliteSyntax],
    ["ALTER TABLE t CHANGE a b int", mysqlSyntax],
    ["ALTER TABLE `t` CHANGE COLUMN `A` `b` int NOT NULL COMMENT 'x, y'", mysqlSyntax],
  ];
  for (const [statement, syntax] of columns)
    it(`is a column in ${statement}`, () => {
      const parts = [{ column: "a" }, { expression: "lower(a)" }];
      const index = { name: "i", unique: false, attributes: {} };
      const from = table("t", ["a"], { indexes: [{ ...index, parts }] });
      const to = table("t", ["b"], {
        indexes: [{ ...index, parts: [{ column: "b" }, { expression: "lower(b)" }] }],
      });
      assert.deepEqual(told(fixed(statement, model([from]), model([to]), syntax)), [
        "modify_table t: rename_column a b",
      ]);
    });

  it("tells what else a column became", () => {
    const to = table("t", [column("b", { type: "bigint", typeName: "bigint" })]);
    const changes = fixed(
      "ALTER TABLE t CHANGE a b bigint",
      model([table("t", ["a"])]),
      model([to]),
      mysqlSyntax,
    );
    assert.deepEqual(told(changes), ["modify_table t: rename_column a b, modify_column b b"]);
  });

  it("knows two tables that change their names with each other", () => {
    const from = model([table("a", ["x"]), table("b", ["y"])]);
    const to = model([table("a", ["y"]), table("b", ["x"])]);
    const changes = fixed("RENAME TABLE a TO t, b TO a, t TO b", from, to, mysqlSyntax);
    assert.deepEqual(told(changes), ["rename_table a b", "rename_table b a"]);
  });

  it("leaves out what only follows: references, triggers and constraints of the same name", () => {
    const key = { columns: ["a"], refSchema: "", refColumns: ["id"], validated: true, attributes: {} };
    const trigger = { kind: "trigger", schema: "", name: "t", attributes: {}, text: "1" };
    const from = model(
      [
        table("a", ["a"], { foreignKeys: [{ ...key, name: "a_ibfk_1", refTable: "a" }] }),
        table("c", ["a"], { foreignKeys: [{ ...key, name: "f", refTable: "a" }] }),
      ],
      [{ ...trigger, table: "a" }],
    );
    const to = model(
      [
        table("b", ["a"], { foreignKeys: [{ ...key, name: "b_ibfk_1", refTable: "b" }] }),
        table("c", ["a"], { foreignKeys: [{ ...key, name: "f", refTable: "b" }] }),
      ],
      [{ ...trigger, table: "b", text: "2" }],
    );
    assert.deepEqual(told(fixed("ALTER TABLE a RENAME TO b", from, to, mysqlSyntax)), ["rename_table a b"]);
  });

  it("is nothing where statements behind it, in one text, may make another of that name", () => {
    const [from, to] = [model([table("a", ["id", "x"])]), model([table("a", ["id", "y"])])];
    const rename = "ALTER TABLE a RENAME COLUMN x TO y;";
    const mixed = `${rename} ALTER TABLE a DROP COLUMN y; ALTER TABLE a ADD COLUMN y int;`;
    assert.deepEqual(told(fixed(mixed, from, to, postgresSyntax)), [
      "modify_table a: drop_column x, add_column y",
    ]);
    assert.deepEqual(told(fixed(`${rename} COMMENT ON TABLE a IS 'z';`, from, to, postgresSyntax)), [
      "modify_table a: rename_column x y",
    ]);
  });

  it("knows indexes, constraints and types by their new names", () => {
    const part = { unique: false, parts: [{ column: "id" }], attributes: {} };
    const [from, to] = ["i", "j"].map((name) =>
      model([table("t", ["id"], { indexes: [{ ...part, name }] })]),
    );
    assert.ok(from && to);
    for (const [statement, syntax] of [
      ["ALTER INDEX i RENAME TO j", postgresSyntax],
      ["ALTER TABLE t RENAME KEY i TO j", mysqlSyntax],
    ] as const)
      assert.deepEqual(told(fixed(statement, from, to, syntax)), ["modify_table t: rename_index i j"]);

    const check = { expression: "(id > 0)", validated: true, enforced: true };
    const [old, now] = ["c", "d"].map((name) =>
      model([table("t", ["id"], { checks: [{ ...check, name }] })]),
    );
    assert.ok(old && now);
    assert.deepEqual(fixed("ALTER TABLE t RENAME CONSTRAINT c TO d", old, now, postgresSyntax), []);

    const type = { kind: "enum", schema: "", attributes: {}, text: "" };
    const [before, after] = ["mood", "feeling"].map((name) =>
      model([table("t", [column("m", { type: name, typeName: name })])], [{ ...type, name }]),
    );
    assert.ok(before && after);
    assert.deepEqual(told(fixed("ALTER TYPE mood RENAME TO feeling", before, after, postgresSyntax)), [
      "modify_object mood feeling",
    ]);
  });

  it("is a schema with all that lies in it", () => {
    const in_ = (schema: string): Model => ({
      schemas: [{ name: schema, attributes: {} }],
      tables: [table("t", ["id"], { schema })],
      others: [],
    });
    assert.deepEqual(told(fixed("ALTER SCHEMA a RENAME TO b", in_("a"), in_("b"), postgresSyntax)), [
      "modify_schema a b",
    ]);
  });

  it("stays a drop and an add where the statement says so", () => {
    const changes = fixed(
      "DROP TABLE a; CREATE TABLE b ()",
      model([table("a")]),
      model([table("b")]),
      postgresSyntax,
    );
    assert.deepEqual(told(changes), ["drop_table a", "add_table b"]);
  });

  it("marks indexes that come and go concurrently", () => {
    const index = { name: "i", unique: false, parts: [{ column: "id" }], attributes: {} };
    const [without, with_] = [model([table("t")]), model([table("t", ["id"], { indexes: [index] })])];
    for (const [statement, from, to] of [
      ["CREATE UNIQUE INDEX CONCURRENTLY i ON t (id)", without, with_],
      ["drop index concurrently i", with_, without],
    ] as const) {
      const [change] = fixed(statement, from, to, postgresSyntax);
      assert.ok(change?.type === "modify_table");
      const [inner] = change.changes;
      assert.ok(inner && "part" in inner && "attributes" in inner.part);
      assert.equal(inner.part.attributes["concurrently"], true);
    }
  });

  it("never throws, whatever the text", () => {
    const words = [
      "ALTER",
      "TABLE",
      "RENAME",
      "TO",
      "COLUMN",
      "a",
      "b",
      ",",
      "(",
      ")",
      ".",
      '"',
      "`",
      "CHANGE",
      "SET SCHEMA",
      "INDEX",
    ];
    let seed = 7;
    const next = (below: number): number => (seed = (seed * 48271) % 2147483647) % below;
    for (let round = 0; round < 3000; round++) {
      const text = Array.from({ length: next(12) }, () => words[next(words.length)]).join(" ");
      for (const syntax of [postgresSyntax, mysqlSyntax, sqliteSyntax])
        fixed(text, model([table("a", ["a"])]), model([table("b", ["b"])]), syntax);
    }
  });
});

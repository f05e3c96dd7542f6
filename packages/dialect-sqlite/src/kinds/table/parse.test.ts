import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { databaseWith, stateOf, tablesOf } from "../../test-support.ts";
import { compareTables } from "./compare.ts";
import type { Table } from "./model.ts";
import { createIndexSql, createTableSql } from "./print.ts";

const definitions = [
  "(a)",
  "(a varchar(10), b DOUBLE  PRECISION, c unsigned big int, d My_Type(1 , 2))",
  "(a integer PRIMARY KEY AUTOINCREMENT, b text COLLATE nocase NOT NULL ON CONFLICT IGNORE DEFAULT 'it''s')",
  "(a integer, CONSTRAINT pk PRIMARY KEY (a DESC) ON CONFLICT REPLACE)",
  "(a integer PRIMARY KEY DESC)",
  "(a, b, PRIMARY KEY (b, a)) WITHOUT ROWID",
  "(a int PRIMARY KEY, b any) STRICT, WITHOUT ROWID",
  "(a integer, PRIMARY KEY (a AUTOINCREMENT))",
  "(a DEFAULT -1.5e3, b DEFAULT (1 + (2)), c DEFAULT x'00ff', d DEFAULT CURRENT_DATE, e DEFAULT true, f DEFAULT bare)",
  "(a int CHECK (a > 0 AND a <> ')'), b int, CONSTRAINT k CHECK (a /* , */ < b) CHECK (b > 1))",
  "(a int UNIQUE ON CONFLICT REPLACE, b, CONSTRAINT u UNIQUE (a, b COLLATE rtrim DESC))",
  "(a int REFERENCES t, b int CONSTRAINT f REFERENCES t (a) ON DELETE SET NULL ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED, FOREIGN KEY (a, b) REFERENCES o (x, y) MATCH FULL)",
  "(a int, b int GENERATED ALWAYS AS (a * 2) STORED, c AS (a || ',') VIRTUAL)",
  '([a b] int, `c``d` int, "e""f" int, \'g\' int, "primary" int, generated int, CHECK ([a b] > 0))',
  "(a -- , not a column\n int, /* b int, */ c text)",
];

describe("reading a table", () => {
  for (const definition of definitions)
    it(`understands ${definition.replaceAll("\n", " ")} whole, so that what is printed reads back the same`, async () => {
      const [table] = tablesOf(await stateOf(`CREATE TABLE t ${definition}`));
      assert.ok(table);
      for (const indent of ["", "  "]) {
        const [again] = tablesOf(await stateOf(createTableSql(table, indent)));
        // Known types are printed in lower case, whichever way they were declared.
        const inLowerCase = (each: Table | undefined) =>
          each?.columns.map((column) => ({ ...column, type: column.type.toLowerCase() }));
        assert.deepEqual({ ...again, columns: [] }, { ...table, columns: [] });
        assert.deepEqual(inLowerCase(again), inLowerCase(table));
      }
      assert.deepEqual(compareTables(table, table), []);
    });

  it("prints both actions of a foreign key, also those it has by default", async () => {
    const [table] = tablesOf(await stateOf("CREATE TABLE t (c int REFERENCES o (id) ON DELETE CASCADE)"));
    assert.ok(table);
    assert.equal(
      createTableSql(table, ""),
      "CREATE TABLE `t` (`c` int NULL, FOREIGN KEY (`c`) REFERENCES `o` (`id`) ON UPDATE NO ACTION ON DELETE CASCADE)",
    );
  });

  it("keeps lengths and names what SQLite alone forgets", async () => {
    const [table] = tablesOf(await stateOf("CREATE TABLE t (a VARCHAR (255), b, c int REFERENCES o)"));
    assert.deepEqual(
      table?.columns.map((column) => column.type),
      ["VARCHAR (255)", "", "int"],
    );
    assert.deepEqual(table?.foreignKeys, [
      { columns: ["c"], refTable: "o", refColumns: [], deferred: false },
    ]);
  });

  it("reads indexes with expressions, order, collation and predicate", async () => {
    const sql =
      "CREATE UNIQUE INDEX `i` ON `t` (`a` COLLATE nocase DESC, (lower(b) || ')'), `b`) WHERE b <> 'where'";
    const [table] = tablesOf(await stateOf(`CREATE TABLE t (a, b); ${sql}`));
    assert.deepEqual(
      table?.indexes.map((index) => createIndexSql(index, "t")),
      [sql],
    );
  });
});

describe("comparing tables", () => {
  const kinds = async (from: string, to: string): Promise<readonly string[]> => {
    const [before] = tablesOf(await stateOf(`CREATE TABLE t ${from}`));
    const [after] = tablesOf(await stateOf(`CREATE TABLE t ${to}`));
    assert.ok(before && after);
    return compareTables(before, after).map((change) => change.kind);
  };

  it("sees no difference in case, white space, comments, order and needless words", async () => {
    assert.deepEqual(await kinds("(a INT DEFAULT (1), b Foo)", "(b foo, a int /* x */ null default 1)"), []);
    assert.deepEqual(await kinds("(a, CHECK (A>0))", '("a", CHECK ((a > 0)))'), []);
    assert.deepEqual(
      await kinds("(a REFERENCES o ON DELETE NO ACTION)", "(a, FOREIGN KEY (A) REFERENCES O NOT DEFERRABLE)"),
      [],
    );
  });

  it("sees lengths, missing types, names and everything else", async () => {
    const cases: readonly (readonly [string, string, string])[] = [
      ["(a varchar(10))", "(a varchar(20))", "modify_column"],
      ["(a)", "(a blob)", "modify_column"],
      ["(a text DEFAULT 'a')", "(a text DEFAULT 'A')", "modify_column"],
      ["(a text)", "(a text COLLATE nocase)", "modify_column"],
      ["(a int, b AS (a))", "(a int, b AS (a) STORED)", "modify_column"],
      ["(a REFERENCES o)", "(a CONSTRAINT f REFERENCES o)", "modify_foreign_key"],
      ["(a REFERENCES o)", "(a REFERENCES o DEFERRABLE INITIALLY DEFERRED)", "modify_foreign_key"],
      ["(a REFERENCES o)", "(a REFERENCES o MATCH FULL)", "modify_foreign_key"],
      ["(a CHECK (a > 0))", "(a CONSTRAINT c CHECK (a > 0))", "modify_check"],
      ["(a UNIQUE)", "(a UNIQUE ON CONFLICT FAIL)", "modify_unique"],
      ["(a UNIQUE)", "(a)", "drop_unique"],
      ["(a integer PRIMARY KEY)", "(a integer PRIMARY KEY AUTOINCREMENT)", "modify_primary_key"],
      ["(a integer PRIMARY KEY DESC)", "(a integer, PRIMARY KEY (a DESC))", "modify_primary_key"],
      ["(a int)", "(a int) STRICT", "modify_table"],
    ];
    for (const [from, to, kind] of cases) assert.deepEqual(await kinds(from, to), [kind], `${from} to ${to}`);
  });
});

describe("virtual tables", () => {
  it("are named as not managed, with their shadow tables", async () => {
    await using driver = await databaseWith("CREATE VIRTUAL TABLE f USING fts5 (a); CREATE TABLE t (a)");
    const state = await driver.inspect({ schemas: [] });
    assert.deepEqual(
      tablesOf(state).map((table) => table.name),
      ["t"],
    );
    assert.deepEqual(state.unmanaged[0], { kind: "virtual table", schema: "", name: "f" });
    assert.ok(state.unmanaged.some((object) => object.kind === "shadow table" && object.name === "f_data"));
  });
});

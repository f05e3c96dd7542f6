import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isFilledAfter, isFilledBefore } from "./fills.ts";
import { impliesNotNull } from "./implied-not-null.ts";
import { inlineReferences } from "./inline-references.ts";
import { mysqlSyntax, postgresSyntax, sqliteSyntax } from "./samples.ts";
import { isReplacedByView } from "./views.ts";

const column = { schema: "", table: "users", column: "name" };
const before = (text: string): boolean => isFilledBefore([{ start: 0, text }], 9, column, postgresSyntax);
const after = (text: string, value: string): boolean =>
  isFilledAfter([{ start: 9, text }], 0, { ...column, value }, mysqlSyntax);

describe("a column is filled", () => {
  for (const text of [
    "UPDATE users SET name = 'x'",
    "update public.users u set id = 1, name = lower(id::text) where u.name is null;",
    'UPDATE ONLY "users" SET "name" = (now()::text) WHERE ("name" IS NULL) RETURNING id',
    "UPDATE Users AS u SET Name = '' WHERE name ISNULL",
  ])
    it(`by ${text}`, () => assert.equal(before(text), true));
  for (const text of [
    "UPDATE users SET name = NULL",
    "UPDATE users SET name = DEFAULT WHERE name IS NULL",
    "UPDATE users SET name = 'x' WHERE id > 3",
    "UPDATE users SET name = 'x' WHERE name IS NULL AND id > 3",
    "UPDATE users SET name = o.name FROM others o WHERE o.id = users.id",
    "UPDATE users SET other = 'x' WHERE name IS NULL",
    'UPDATE "Users" SET name = 1',
    "SELECT 'UPDATE users SET name = 1'",
  ])
    it(`not by ${text}`, () => assert.equal(before(text), false));

  it("afterwards where the value is the one that the server chose", () => {
    assert.equal(after("UPDATE users SET name = 'x' WHERE name = ''", ""), true);
    assert.equal(after("UPDATE `users` SET `name` = 1", "0"), true);
    assert.equal(after("UPDATE users SET name = 3 WHERE name = 0", "0"), true);
    assert.equal(after("UPDATE users SET name = 3 WHERE name = 1", "0"), false);
    assert.equal(after("UPDATE users SET name = 3 WHERE name = 0 LIMIT 10", "0"), false);
  });

  it("only on the right side of the change", () => {
    const statements = [{ start: 5, text: "UPDATE users SET name = 'x'" }];
    assert.equal(isFilledBefore(statements, 5, column, postgresSyntax), false);
    assert.equal(isFilledAfter(statements, 5, { ...column, value: "" }, postgresSyntax), false);
  });
});

describe("a check says that a column is not NULL", () => {
  for (const text of [
    "(c IS NOT NULL)",
    "((c IS NOT NULL) AND (length(c) > 1))",
    "(a > 1 and (b > 2 and (`c` is not null)))",
    "NOT (c IS NULL)",
    "t.c NOTNULL",
  ])
    it(`in ${text}`, () => assert.equal(impliesNotNull(text, "c", sqliteSyntax), true));
  for (const text of [
    "(c IS NULL)",
    "(c IS NOT NULL OR a)",
    "(d IS NOT NULL)",
    "f(c IS NOT NULL)",
    "c > 1",
    "'c IS NOT NULL'",
  ])
    it(`not in ${text}`, () => assert.equal(impliesNotNull(text, "c", sqliteSyntax), false));
});

describe("a view takes over the former name", () => {
  const table = { from: { schema: "", name: "a" }, to: { schema: "", name: "b" } };
  const says = (text: string, position = 0): boolean =>
    isReplacedByView([{ start: 9, text }], position, table, mysqlSyntax);
  it("when it reads the renamed table", () => {
    assert.equal(says("CREATE VIEW a AS SELECT * FROM b"), true);
    assert.equal(
      says("CREATE OR REPLACE ALGORITHM = MERGE SQL SECURITY INVOKER VIEW `a` (x) AS SELECT x FROM (`b`)"),
      true,
    );
  });
  it("and not otherwise", () => {
    assert.equal(says("CREATE VIEW c AS SELECT * FROM b"), false);
    assert.equal(says("CREATE VIEW a AS SELECT * FROM c"), false);
    assert.equal(says("CREATE VIEW a AS SELECT * FROM b", 9), false);
  });
});

describe("inline REFERENCES", () => {
  const found = (text: string): readonly string[] =>
    inlineReferences(text, mysqlSyntax).map(({ table, column: name }) => `${table.name}.${name}`);
  it("are found in new tables and columns", () => {
    assert.deepEqual(
      found(
        "CREATE TABLE IF NOT EXISTS `d`.`t` (id int, o int NOT NULL REFERENCES o (id), CONSTRAINT f FOREIGN KEY (x) REFERENCES o (id))",
      ),
      ["t.o"],
    );
    assert.deepEqual(
      found("ALTER TABLE t ADD COLUMN a int REFERENCES o (id), ADD (b int REFERENCES o (id), c int)"),
      ["t.a", "t.b"],
    );
    assert.deepEqual(found("ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES o (id)"), []);
    assert.deepEqual(found("CREATE TABLE t (a int COMMENT 'REFERENCES o')"), []);
  });
});

it("no text makes any of them throw", () => {
  const words = [
    "UPDATE",
    "users",
    "SET",
    "name",
    "=",
    "(",
    ")",
    "WHERE",
    "IS",
    "NULL",
    "CREATE",
    "VIEW",
    "TABLE",
    "REFERENCES",
    ",",
    "'",
    '"',
    "FROM",
    "ALTER",
    "ADD",
    ";",
  ];
  let seed = 3;
  const next = (below: number): number => (seed = (seed * 48271) % 2147483647) % below;
  const table = { from: { schema: "", name: "users" }, to: { schema: "", name: "name" } };
  for (let round = 0; round < 3000; round++) {
    const text = Array.from({ length: next(14) }, () => words[next(words.length)]).join(" ");
    for (const syntax of [postgresSyntax, mysqlSyntax, sqliteSyntax]) {
      isFilledBefore([{ start: 0, text }], 1, column, syntax);
      isFilledAfter([{ start: 2, text }], 1, { ...column, value: "" }, syntax);
      impliesNotNull(text, "name", syntax);
      inlineReferences(text, syntax);
      isReplacedByView([{ start: 2, text }], 1, table, syntax);
    }
  }
});

it("deep nesting takes no more than its length", () => {
  const deep = `${"(".repeat(50_000)}c IS NOT NULL${")".repeat(50_000)}`;
  assert.equal(impliesNotNull(deep, "c", postgresSyntax), true);
  assert.equal(before(`UPDATE users SET name = ${deep}`), true);
});

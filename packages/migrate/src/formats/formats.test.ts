import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AtlasError } from "@atlas/core";
import type { DirectoryFormatName, ParsedFile } from "../directory.ts";
import { directoryOf, parseFile, renderFiles } from "../read.ts";
import { genericScan } from "./format.ts";

const namesOf = (format: DirectoryFormatName, names: readonly string[]): readonly (readonly string[])[] =>
  directoryOf(
    "m",
    format,
    names.map((name) => ({ name, text: "" })),
  ).files.map(({ name, version, description }) => [name, version, description]);

function parsed(format: DirectoryFormatName, text: string, name = "1.sql"): ParsedFile {
  const [file] = directoryOf("m", format, [{ name, text }]).files;
  assert.ok(file);
  return parseFile(format, file, genericScan);
}
const texts = (statements: ParsedFile["down"]): readonly string[] | undefined =>
  statements?.map(({ text }) => text);

function refused(format: DirectoryFormatName, text: string): string {
  try {
    parsed(format, text);
  } catch (error) {
    assert.ok(error instanceof AtlasError);
    return `${error.code} ${error.place?.line}: ${error.message}`;
  }
  return "accepted";
}

const plan = {
  version: "20240101000000",
  name: "users",
  changes: [
    { comment: 'create "t" table', statement: "CREATE TABLE t (c int)", reverse: ["DROP TABLE t"] },
    { comment: "", statement: "INSERT INTO t VALUES (1)" },
    { comment: "add a and b", statement: "ALTER TABLE t ADD a int", reverse: ["DROP b", "DROP a"] },
  ],
};

describe("the layout of Atlas", () => {
  it("takes version and description from the name, in the order of bytes", () => {
    assert.deepEqual(namesOf("atlas", ["2_b_c.sql", "10.sql", "1.up.sql", "x.txt"]), [
      ["1.up.sql", "1.up", ""],
      ["10.sql", "10", ""],
      ["2_b_c.sql", "2", "b_c"],
    ]);
  });

  it("writes directives, comments and statements", () => {
    assert.deepEqual(renderFiles("atlas", { ...plan, directives: ["atlas:txmode none"] }), [
      {
        name: "20240101000000_users.sql",
        text: '-- atlas:txmode none\n\n-- Create "t" table\nCREATE TABLE t (c int);\nINSERT INTO t VALUES (1);\n-- Add a and b\nALTER TABLE t ADD a int;\n',
      },
    ]);
    assert.equal(
      renderFiles("atlas", {
        ...plan,
        directives: ["-- atlas:delimiter \\n\\n"],
        changes: plan.changes.slice(0, 2),
      })[0]?.text,
      '-- atlas:delimiter \\n\\n\n\n-- Create "t" table\nCREATE TABLE t (c int)\n\n\nINSERT INTO t VALUES (1)\n\n\n',
    );
    assert.throws(() => renderFiles("atlas", { ...plan, directives: ["txmode"] }), {
      message: 'invalid directive: "-- txmode"',
    });
    assert.throws(
      () => renderFiles("atlas", { ...plan, directives: ["atlas:delimiter a", "atlas:delimiter b"] }),
      {
        message: 'duplicate directive: "-- atlas:delimiter b". delimiter already set',
      },
    );
  });

  it("reads directives above an empty line, and leaves others to the first statement", () => {
    const head =
      "-- atlas:txmode none\n# atlas:nolint destructive PG101\n-- atlas:checkpoint v1\n-- atlas:sensitive";
    assert.deepEqual(parsed("atlas", `${head}\n \t\nA;`).directives, {
      txMode: "none",
      checkpoint: "v1",
      noLint: ["destructive", "PG101"],
      sensitive: [],
    });
    assert.deepEqual(parsed("atlas", `${head}\nA;`).directives, {});
    assert.deepEqual(parsed("atlas", "-- atlas:nolint").directives, { noLint: [] });
    assert.deepEqual(parsed("atlas", "\uFEFF-- atlas:checkpoint\r\n\r\nA;").directives, { checkpoint: "" });
  });

  it("refuses transaction modes that are none", () => {
    assert.match(
      refused("atlas", "-- atlas:txmode none\n-- atlas:txmode file\n\nA;"),
      /multiple txmode values found in file "1\.sql": \["none" "file"\]$/,
    );
    assert.match(
      refused("atlas", "-- atlas:txmode all\n\nA;"),
      /txmode "all" is not allowed in file directive "1\.sql"\. Use "file" instead$/,
    );
    assert.match(
      refused("atlas", "-- atlas:txmode x\n\nA;"),
      /unknown txmode "x" found in file directive "1\.sql"$/,
    );
  });
});

describe("an archive", () => {
  const text =
    "-- atlas:txtar\n\n-- checks.sql --\n-- It is empty.\nSELECT 1;\n-- checks/roles.sql --\n-- atlas:assert oneof\n-- atlas:assert DS102,DS103\n\n-- atlas:assert MF101\nSELECT 2;\nSELECT 3;\n-- notes.md --\nSELECT 'not this';\n-- migration.sql --\n-- atlas:txmode none\n\n-- Users --\nDROP TABLE users;\n-- down.sql --\nCREATE TABLE users (id int);\n";

  it("holds checks, the migration and the way back", () => {
    const { directives, statements, checks, down } = parsed("atlas", text);
    assert.deepEqual(directives, { txMode: "none" });
    assert.deepEqual(statements, [
      { start: text.indexOf("DROP"), text: "DROP TABLE users;", comments: ["-- Users --"] },
    ]);
    assert.deepEqual(texts(down), ["CREATE TABLE users (id int);"]);
    assert.deepEqual(
      checks.map(({ name, oneOf, asserts, statements: each }) => [
        name,
        oneOf,
        asserts,
        each.map((s) => [s.text, s.asserts]),
      ]),
      [
        ["checks.sql", false, [], [["SELECT 1;", []]]],
        [
          "checks/roles.sql",
          true,
          ["DS102", "DS103"],
          [
            ["SELECT 2;", ["MF101"]],
            ["SELECT 3;", []],
          ],
        ],
      ],
    );
  });

  it("needs one migration", () => {
    assert.equal(
      refused("atlas", "-- atlas:txtar\n\nA;"),
      'E_SOURCE 1: "1.sql" has no section "migration.sql"',
    );
    assert.match(refused("atlas", `${text}-- migration.sql --\n`), /several sections "migration\.sql"$/);
  });
});

describe("golang-migrate", () => {
  it("has a file for each way", () => {
    assert.deepEqual(namesOf("golang-migrate", ["1_a.up.sql", "1_a.down.sql", "2.up.sql", "3_c.sql"]), [
      ["1_a.up.sql", "1", "a"],
      ["2.up.sql", "2.up", ""],
    ]);
    const [file] = directoryOf("m", "golang-migrate", [
      { name: "1_a.up.sql", text: "A;" },
      { name: "1_a.down.sql", text: "B; C;" },
    ]).files;
    assert.ok(file);
    const { statements, down } = parseFile("golang-migrate", file, genericScan);
    assert.deepEqual([texts(statements), texts(down)], [["A;"], ["B;", "C;"]]);
    assert.deepEqual(renderFiles("golang-migrate", plan), [
      {
        name: "20240101000000_users.up.sql",
        text: '-- create "t" table\nCREATE TABLE t (c int);\nINSERT INTO t VALUES (1);\n-- add a and b\nALTER TABLE t ADD a int;\n',
      },
      {
        name: "20240101000000_users.down.sql",
        text: '-- reverse: add a and b\nDROP b;\nDROP a;\n-- reverse: create "t" table\nDROP TABLE t;\n',
      },
    ]);
  });

  it("runs even when its way back cannot be read", () => {
    const [file] = directoryOf("m", "golang-migrate", [
      { name: "1_a.up.sql", text: "A;" },
      { name: "1_a.down.sql", text: "B '" },
    ]).files;
    assert.ok(file);
    const file1 = parseFile("golang-migrate", file, genericScan);
    assert.throws(() => file1.down, { code: "E_SOURCE" });
  });
});

describe("goose", () => {
  const text =
    "-- +goose Up\n-- one\nCREATE TABLE t (\n a int -- x;\n);\nINSERT INTO t VALUES ('a;b');\n-- two\n-- +goose StatementBegin\nCREATE FUNCTION f() AS 'BEGIN\n a;\nEND;' LANGUAGE x;\n-- +goose StatementEnd\nLAST\n\n-- +goose Down\nDROP TABLE t;\n-- +goose StatementBegin\nB;\nC;\n-- +goose StatementEnd\n";

  it("ends statements at lines that end with a semicolon, and where it is told", () => {
    const { statements, down, directives } = parsed("goose", text);
    assert.deepEqual(
      statements.map((statement) => [statement.text, statement.comments]),
      [
        ["CREATE TABLE t (\n a int -- x;\n);", ["-- one"]],
        ["INSERT INTO t VALUES ('a;b');", []],
        ["CREATE FUNCTION f() AS 'BEGIN\n a;\nEND;' LANGUAGE x;", ["-- two"]],
        ["LAST", []],
      ],
    );
    assert.ok(statements.every(({ start, text: each }) => text.startsWith(each, start)));
    assert.deepEqual(texts(down), ["DROP TABLE t;", "B;\nC;"]);
    assert.deepEqual(directives, {});
    assert.deepEqual(parsed("goose", `-- +goose NO TRANSACTION\n${text}`).directives, { txMode: "none" });
  });

  it("refuses words that come in a wrong order", () => {
    const unexpected = (line: number, word: string): string =>
      `E_SOURCE ${line}: sql/migrate: goose: 1.sql:${line} unexpected goosePragma '${word}'`;
    assert.equal(refused("goose", "-- +goose Down\n"), unexpected(1, "Down"));
    assert.equal(refused("goose", "-- +goose Up\n-- +goose Up\n"), unexpected(2, "Up"));
    assert.equal(refused("goose", "-- +goose Up\n-- +goose StatementEnd\n"), unexpected(2, "StatementEnd"));
    assert.equal(
      refused("goose", "-- +goose Up\n-- +goose StatementBegin\n-- +goose Down\n"),
      unexpected(3, "Down"),
    );
    assert.match(refused("goose", "CREATE TABLE t (a int);"), /no line "-- \+goose Up"$/);
    assert.match(refused("goose", "-- +goose Up\n-- +goose ENVSUB ON\n"), /ENVSUB is not supported$/);
    assert.equal(
      refused("goose", "-- +goose Up\n\nA 'b;\n"),
      `E_SOURCE 3: sql/migrate: scanning statements from "1.sql": 3:3: unclosed quote '\\''`,
    );
  });

  it("is written so that it can be read", () => {
    const [file] = renderFiles("goose", {
      ...plan,
      directives: ["atlas:txmode none"],
      changes: [...plan.changes, { comment: "", statement: "CREATE P BEGIN\n a;\nEND" }],
    });
    assert.equal(
      file?.text,
      '-- +goose NO TRANSACTION\n-- +goose Up\n-- create "t" table\nCREATE TABLE t (c int);\nINSERT INTO t VALUES (1);\n-- add a and b\nALTER TABLE t ADD a int;\n-- +goose StatementBegin\nCREATE P BEGIN\n a;\nEND;\n-- +goose StatementEnd\n\n-- +goose Down\n-- reverse: add a and b\nDROP b;\nDROP a;\n-- reverse: create "t" table\nDROP TABLE t;\n',
    );
    assert.deepEqual(
      texts(parsed("goose", file?.text ?? "").statements)?.at(-1),
      "CREATE P BEGIN\n a;\nEND;",
    );
  });
});

describe("dbmate", () => {
  it("has both ways in one file", () => {
    const text = "-- head\n-- migrate:up transaction:false\nA; -- b\nB;\n\n-- migrate:down\nC;\n";
    const { statements, down, directives } = parsed("dbmate", text);
    assert.deepEqual(
      [texts(statements), texts(down), directives],
      [["A;", "B;"], ["C;"], { txMode: "none" }],
    );
    assert.deepEqual(texts(parsed("dbmate", "-- migrate:up\nA;").statements), ["A;"]);
    assert.match(refused("dbmate", "A;"), /no line "-- migrate:up"$/);
    assert.equal(
      renderFiles("dbmate", { ...plan, changes: plan.changes.slice(0, 1) })[0]?.text,
      '-- migrate:up\n-- create "t" table\nCREATE TABLE t (c int);\n\n-- migrate:down\n-- reverse: create "t" table\nDROP TABLE t;\n',
    );
  });
});

describe("liquibase", () => {
  it("has its words in comments", () => {
    const text =
      "--liquibase formatted sql\n--changeset a:1 runInTransaction:false\nA;\n--rollback B;\n\n--changeset a:2\nC;\n--rollback D\n--rollback: E;\n--rollback F;\n--changeset a:3\n--rollback empty\n";
    const { statements, down, directives } = parsed("liquibase", text);
    assert.deepEqual(texts(statements), ["A;", "C;"]);
    assert.deepEqual(texts(down), ["D\nE;", "F;", "B;"]);
    assert.deepEqual(directives, { txMode: "none" });
    assert.equal(
      renderFiles("liquibase", plan)[0]?.text,
      '--liquibase formatted sql\n--changeset atlas:20240101000000-1\n--comment: create "t" table\nCREATE TABLE t (c int);\n--rollback: DROP TABLE t;\n\n--changeset atlas:20240101000000-2\n\nINSERT INTO t VALUES (1);\n\n--changeset atlas:20240101000000-3\n--comment: add a and b\nALTER TABLE t ADD a int;\n--rollback: DROP b;\n--rollback: DROP a;\n',
    );
  });
});

describe("flyway", () => {
  it("orders versions by their numbers behind the last baseline, and repeatables last", () => {
    assert.deepEqual(
      namesOf("flyway", [
        "R__views.sql",
        "B1__old.sql",
        "B2__base.sql",
        "V1__a.sql",
        "V2__b.sql",
        "sub/V3_1__d.sql",
        "V3__c.sql",
        "U3__c.sql",
        ".git/V9__x.sql",
        "afterMigrate.sql",
      ]),
      [
        ["B2__base.sql", "2", "base"],
        ["V3__c.sql", "3", "c"],
        ["sub/V3_1__d.sql", "3_1", "d"],
        ["R__views.sql", "", "views"],
      ],
    );
    assert.deepEqual(
      renderFiles("flyway", plan).map(({ name }) => name),
      ["V20240101000000__users.sql", "U20240101000000__users.sql"],
    );
  });

  it("is refused where versions do not sort as text", () => {
    assert.throws(() => namesOf("flyway", ["V9__a.sql", "V10__b.sql"]), {
      code: "E_DIRECTORY",
      message: /V9__a\.sql/,
    });
    assert.throws(() => namesOf("golang-migrate", ["9_a.up.sql", "10_b.up.sql"]), {
      message:
        'versions in "m" do not sort as text in the order in which the files run: "10_b.up.sql" and "9_a.up.sql"',
    });
    assert.throws(() => namesOf("dbmate", ["1_a.sql", "1_b.sql"]), {
      message: 'two files in "m" have version "1": "1_a.sql" and "1_b.sql"',
    });
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AtlasError, type Policy } from "@atlas/core";
import { tableKind } from "./index.ts";
import { leaveOptionsAlone } from "./leave-alone.ts";
import type { Column } from "./model.ts";
import {
  before,
  change,
  column,
  create,
  id,
  index,
  mariadb,
  mysql9,
  sqlOf,
  state,
  table,
  text,
} from "./test-support.ts";

describe("a table", () => {
  it("is written with each part on a line of its own", () => {
    const [step] = create(before, { indent: "  " });
    assert.equal(
      step?.sql,
      `CREATE TABLE \`t1\` (
  \`id\` int unsigned NOT NULL AUTO_INCREMENT,
  \`name\` varchar(20) NULL,
  PRIMARY KEY (\`id\`),
  UNIQUE INDEX \`name\` (\`name\` DESC),
  CONSTRAINT \`t1_check\` CHECK ((\`name\` <> _utf8mb4'a') or (\`id\` > 10))
) CHARSET utf8mb4 COLLATE utf8mb4_0900_ai_ci`,
    );
    assert.equal(step?.comment, 'create "t1" table');
    assert.deepEqual(step?.undo, ["DROP TABLE `t1`"]);
  });

  it("drops what comes back under its name, then changes all else at once", () => {
    const after = table([id, text("name", 40, { nullable: false }), column("age", "int")], {
      ...before,
      columns: [id, text("name", 40, { nullable: false }), column("age", "int")],
      indexes: [index("name", ["name"])],
    });
    const steps = change(before, after);
    assert.deepEqual(sqlOf(steps), [
      "ALTER TABLE `t1` DROP INDEX `name`",
      "ALTER TABLE `t1` MODIFY COLUMN `name` varchar(40) NOT NULL, ADD COLUMN `age` int NULL, ADD INDEX `name` (`name`)",
    ]);
    assert.deepEqual(steps[1]?.algorithm, { name: "INPLACE", lock: "NONE" });
    assert.equal(steps[1]?.rewrites, true);
    assert.equal(steps[1]?.comment, 'modify "t1" table');
    assert.equal(steps[1]?.transactional, false);
  });

  it("without columns is refused", () => {
    assert.throws(() => create(table([])), { code: "E_INPUT", message: 'table "t" has no columns' });
    assert.throws(() => change(table([column("a", "int")]), table([])), {
      message: 'table "t" has no columns; drop the table instead',
    });
  });

  it("says what is lost when it goes, and how it is made again", () => {
    const ref = { kind: "table", schema: "", name: "t1" };
    const [step] = tableKind.steps(
      [{ kind: "drop_table", object: ref, subject: ref, from: before } as never],
      {
        from: state(mysql9, [before]),
        to: state(mysql9, []),
        indent: "  ",
        detach: new Set(),
      },
    );
    assert.equal(step?.sql, "DROP TABLE `t1`");
    assert.deepEqual(step?.loses, ['table "t1"']);
    assert.match(step?.undo[0] ?? "", /^CREATE TABLE `t1` \(`id` int unsigned NOT NULL AUTO_INCREMENT, /);
  });
});

describe("a column", () => {
  const one = (type: string, rest: Partial<Column> = {}) => table([column("a", type, rest)]);
  const created = (rest: Partial<Column>, type = "int", version = mysql9): string =>
    (create(one(type, rest), { version })[0]?.sql ?? "").replace(
      /^CREATE TABLE `t` \((.*)\) CHARSET.*$/,
      "$1",
    );

  it("writes literals as its type wants them", () => {
    assert.equal(created({ default: { literal: "7" } }), "`a` int NULL DEFAULT 7");
    assert.equal(
      created({ default: { literal: 'it"s' } }, "varchar(9)"),
      '`a` varchar(9) NULL DEFAULT "it""s"',
    );
    assert.equal(created({ default: { literal: "b'101'" } }, "bit(4)"), "`a` bit(4) NULL DEFAULT b'101'");
    assert.equal(
      created({ default: { sql: "CURRENT_TIMESTAMP(3)" }, onUpdate: "CURRENT_TIMESTAMP(3)" }, "datetime(3)"),
      "`a` datetime(3) NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3)",
    );
  });

  it("says nothing of NULL where MariaDB computes it", () => {
    const generated = { expression: "(`b` + 1)", stored: true };
    assert.equal(created({ generated }), "`a` int AS (`b` + 1) STORED NULL");
    assert.equal(created({ generated }, "int", mariadb), "`a` int AS (`b` + 1) STORED");
  });

  it("names a character set only where its table has another", () => {
    const other = { charset: "latin1", collation: "latin1_bin", comment: "x" };
    assert.equal(
      created(other, "varchar(9)"),
      '`a` varchar(9) CHARSET latin1 NULL COMMENT "x" COLLATE latin1_bin',
    );
    assert.throws(() => create(one("int", { charset: "latin1" })), {
      message: 'column "a" of type int does not support the CHARSET attribute',
    });
  });

  it("that may lose values says so", () => {
    const [step] = change(one("bigint"), one("int"));
    assert.deepEqual(step?.loses, ['column "t.a"']);
    assert.deepEqual(step?.algorithm, { name: "COPY", lock: "SHARED" });
    assert.equal(step?.blocks, "writes");
    assert.equal(change(one("int"), one("bigint"))[0]?.losesData, false);
    assert.equal(change(one("enum('a','b')"), one("enum('b','a')"))[0]?.losesData, false);
    assert.equal(change(one("enum('a','b')"), one("enum('a')"))[0]?.losesData, true);
    assert.equal(change(one("varchar(9)"), one("char(9)"))[0]?.losesData, true, "spaces at the end go");
    assert.equal(change(one("varbinary(9)"), one("binary(9)"))[0]?.losesData, true, "zeros are added");
    const [latin1, utf8mb4] = [{ charset: "latin1" }, { charset: "utf8mb4" }];
    assert.equal(
      change(one("text", latin1), one("text", utf8mb4))[0]?.losesData,
      true,
      "bytes do not suffice",
    );
    assert.equal(change(one("text", latin1), one("mediumtext", utf8mb4))[0]?.losesData, false);
    assert.equal(change(one("varchar(9)", latin1), one("varchar(9)", utf8mb4))[0]?.losesData, false);
  });

  it("that would be computed when it is read is refused, as its values would go", () => {
    const generated = { expression: "(1)", stored: false };
    assert.throws(
      () => change(one("int"), one("int", { generated })),
      (error) =>
        error instanceof AtlasError &&
        error.code === "E_UNSUPPORTED_CHANGE" &&
        error.message ===
          'changing column "a" to VIRTUAL generated column is not supported (drop and add is required)',
    );
  });

  it("is the same however servers call its character set and its default", () => {
    const from = one("varchar(9)", { charset: "utf8", collation: "utf8_general_ci" });
    const to = one("varchar(9)", { charset: "utf8mb3", collation: "utf8mb3_general_ci" });
    assert.deepEqual(change(from, to), []);
    const time = (sql: string) => one("datetime", { default: { sql }, onUpdate: sql });
    assert.deepEqual(change(time("(current_timestamp())"), time("CURRENT_TIMESTAMP")), []);
  });
});

describe("statements that hold nobody up", () => {
  const online: Policy = { skip: [], online: true };
  const from = table([column("id", "int"), column("n", "int")]);

  it("are asked for by name, so that the server refuses where it cannot", () => {
    const to = table([column("id", "int"), column("n", "int"), column("z", "int")]);
    assert.deepEqual(sqlOf(change(from, to, { policy: online, version: mariadb })), [
      "ALTER TABLE `t` ADD COLUMN `z` int NULL, ALGORITHM=INSTANT, LOCK=NONE",
    ]);
  });

  it("name no lock to MySQL where they are instant: it would refuse them", () => {
    const to = table([column("id", "int"), column("n", "int"), column("z", "int")]);
    assert.deepEqual(sqlOf(change(from, to, { policy: online })), [
      "ALTER TABLE `t` ADD COLUMN `z` int NULL, ALGORITHM=INSTANT",
    ]);
  });

  it("are there for another expression of a column that MySQL does not keep", () => {
    const computed = (expression: string) =>
      table([column("id", "int"), column("v", "int", { generated: { expression, stored: false } })]);
    const [copied, ...rest] = change(computed("(`id` + 1)"), computed("(`id` + 2)"));
    assert.deepEqual(
      [copied?.algorithm, copied?.avoidedBy, rest],
      [{ name: "COPY", lock: "SHARED" }, ["online"], []],
    );
    assert.deepEqual(sqlOf(change(computed("(`id` + 1)"), computed("(`id` + 2)"), { policy: online })), [
      "ALTER TABLE `t` DROP COLUMN `v`, ADD COLUMN `v` int AS (`id` + 2) VIRTUAL NULL, ALGORITHM=INSTANT",
    ]);
  });

  it("do not wait for those that do", () => {
    const to = table([column("id", "int"), column("n", "bigint"), column("z", "int")]);
    assert.deepEqual(sqlOf(change(from, to, { policy: online })), [
      "ALTER TABLE `t` MODIFY COLUMN `n` bigint NULL",
      "ALTER TABLE `t` ADD COLUMN `z` int NULL, ALGORITHM=INSTANT",
    ]);
    assert.equal(change(from, to).length, 1);
  });
});

describe("options that nobody declares", () => {
  it("are left alone, and named", () => {
    const from = table([column("a", "int")], { options: [{ name: "ROW_FORMAT", value: "COMPRESSED" }] });
    const to = table([column("a", "int")]);
    const left = leaveOptionsAlone(state(mysql9, [from]), state(mysql9, [to]));
    assert.deepEqual(
      left.unmanaged.map(({ kind, name, isTrait }) => ({ kind, name, isTrait })),
      [{ kind: "table option", name: "ROW_FORMAT=COMPRESSED of t", isTrait: true }],
    );
    assert.deepEqual(change(from, to), []);
  });
});

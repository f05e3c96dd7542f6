import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AtlasError, type DraftStep, type Policy, type State, type StepsContext } from "@atlas/core";
import { tableKind } from "./index.ts";
import { leaveOptionsAlone } from "./leave-alone.ts";
import type { Column, ForeignKey, Index, Table } from "./model.ts";

const mysql9 = "9.4.0";
const mariadb = "10.11.9-MariaDB";
const tidb = "8.0.11-TiDB-v7.5.0";

function column(name: string, type: string, rest: Partial<Column> = {}): Column {
  return { name, type, nullable: true, autoIncrement: false, invisible: false, uses: [], ...rest };
}

function text(name: string, length: number, rest: Partial<Column> = {}): Column {
  return column(name, `varchar(${length})`, {
    charset: "utf8mb4",
    collation: "utf8mb4_0900_ai_ci",
    ...rest,
  });
}

function index(name: string, columns: readonly string[], rest: Partial<Index> = {}): Index {
  const parts = columns.map((one) => ({ column: one, descending: false }));
  return { name, unique: false, type: "BTREE", parts, invisible: false, options: [], ...rest };
}

function foreignKey(
  name: string,
  of: string,
  references: string,
  rest: Partial<ForeignKey> = {},
): ForeignKey {
  return {
    name,
    columns: [of],
    references: { schema: "", name: references, columns: ["id"] },
    onUpdate: "NO ACTION",
    onDelete: "NO ACTION",
    ...rest,
  };
}

function table(columns: readonly Column[], rest: Partial<Table> = {}): Table {
  return {
    kind: "table",
    schema: "",
    name: "t",
    columns,
    indexes: [],
    foreignKeys: [],
    checks: [],
    charset: "utf8mb4",
    collation: "utf8mb4_0900_ai_ci",
    options: [],
    systemVersioned: false,
    periods: [],
    ...rest,
  };
}

function state(version: string, tables: readonly Table[]): State {
  return { dialect: "mysql", version, scope: { bound: "s", schemas: [] }, objects: tables, unmanaged: [] };
}

interface Given {
  readonly version?: string;
  readonly policy?: Policy;
  readonly indent?: string;
}

function change(
  from: Table,
  to: Table,
  { version = mysql9, policy, indent = "" }: Given = {},
): readonly DraftStep[] {
  const states = { from: state(version, [from]), to: state(version, [to]), ...(policy && { policy }) };
  const context: StepsContext = { ...states, indent, detach: new Set() };
  return tableKind.steps(tableKind.compare(from, to, states), context);
}

function create(to: Table, { version = mysql9, policy, indent = "" }: Given = {}): readonly DraftStep[] {
  const ref = { kind: "table", schema: to.schema, name: to.name };
  const added = { kind: "add_table", object: ref, subject: ref, to };
  return tableKind.steps([added], {
    from: state(version, []),
    to: state(version, [to]),
    ...(policy && { policy }),
    indent,
    detach: new Set(),
  });
}

const sqlOf = (steps: readonly DraftStep[]): readonly string[] => steps.map(({ sql }) => sql);

const id = column("id", "int unsigned", { nullable: false, autoIncrement: true });
const before = table([id, text("name", 20)], {
  name: "t1",
  primaryKey: { parts: [{ column: "id", descending: false }], type: "BTREE" },
  indexes: [index("name", ["name"], { unique: true, parts: [{ column: "name", descending: true }] })],
  checks: [{ name: "t1_check", expression: "((`name` <> _utf8mb4'a') or (`id` > 10))", enforced: true }],
});

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

describe("partitions", () => {
  const by = (bounds: readonly (readonly [string, string])[]) =>
    table([column("id", "int")], {
      partitioning: {
        by: { method: "RANGE", expression: "id" },
        partitions: bounds.map(([name, bound]) => ({ name, values: `LESS THAN ${bound}` })),
      },
    });
  const plan = (from: Table, to: Table) =>
    change(from, to).map(({ sql, losesData, undo }) => ({ sql, losesData, undo }));

  it("that go at either end take their rows along", () => {
    assert.deepEqual(
      plan(
        by([
          ["a", "(1)"],
          ["b", "(2)"],
        ]),
        by([["b", "(2)"]]),
      ),
      [
        {
          sql: "ALTER TABLE `t` DROP PARTITION `a`",
          losesData: true,
          undo: [
            "ALTER TABLE `t` REORGANIZE PARTITION `b` INTO (PARTITION `a` VALUES LESS THAN (1), PARTITION `b` VALUES LESS THAN (2))",
          ],
        },
      ],
    );
  });

  it("that go in between leave their rows to the next", () => {
    const [step] = plan(
      by([
        ["a", "(1)"],
        ["b", "(2)"],
        ["c", "(3)"],
      ]),
      by([
        ["a", "(1)"],
        ["c", "(3)"],
      ]),
    );
    assert.equal(
      step?.sql,
      "ALTER TABLE `t` REORGANIZE PARTITION `b`, `c` INTO (PARTITION `c` VALUES LESS THAN (3))",
    );
    assert.equal(step?.losesData, false);
  });

  it("come with the table's other changes in one copy", () => {
    const { partitioning: _none, ...plain } = by([["a", "MAXVALUE"]]);
    const wide = { ...by([["a", "MAXVALUE"]]), columns: [column("id", "bigint")] };
    assert.deepEqual(sqlOf(change(plain, wide)), [
      "ALTER TABLE `t` MODIFY COLUMN `id` bigint NULL PARTITION BY RANGE (id) (PARTITION `a` VALUES LESS THAN MAXVALUE)",
    ]);
  });
});

describe("TiDB", () => {
  it("makes one change at a time: columns come first, and what changes last", () => {
    const from = table([column("id", "int"), column("n", "int")], { indexes: [index("n", ["n"])] });
    const to = table([column("id", "bigint"), column("n", "int"), column("z", "int")], { comment: "x" });
    const steps = change(from, to, { version: tidb });
    assert.deepEqual(sqlOf(steps), [
      "ALTER TABLE `t` ADD COLUMN `z` int NULL",
      "ALTER TABLE `t` DROP INDEX `n`",
      'ALTER TABLE `t` COMMENT "x"',
      "ALTER TABLE `t` MODIFY COLUMN `id` bigint NULL",
    ]);
    assert.equal(steps[0]?.algorithm, undefined);
  });
});

describe("keys and checks", () => {
  it("refuse SET NULL on a column that cannot be NULL", () => {
    const key = foreignKey("f", "r", "r", { onDelete: "SET NULL" });
    assert.throws(() => create(table([column("r", "int", { nullable: false })], { foreignKeys: [key] })), {
      message: 'foreign key constraint was "r" SET NULL, but column "r" is NOT NULL',
    });
  });

  it("name the schema of a table elsewhere", () => {
    const key = foreignKey("f", "r", "r", { references: { schema: "other", name: "r", columns: ["id"] } });
    const [step] = create(table([column("r", "int")], { foreignKeys: [key] }));
    assert.match(
      step?.sql ?? "",
      /CONSTRAINT `f` FOREIGN KEY \(`r`\) REFERENCES `other`\.`r` \(`id`\) ON UPDATE NO ACTION ON DELETE NO ACTION/,
    );
  });

  it("are refused where the server only parses checks", () => {
    const checks = [{ name: "c", expression: "(1)", enforced: true }];
    assert.throws(() => create(table([column("a", "int")], { checks }), { version: "5.7.44" }), {
      message: 'version "5.7.44" does not support CHECK constraints',
    });
  });

  it("drop a check in the words of each flavour", () => {
    const check = (expression: string) =>
      table([column("a", "int")], { checks: [{ name: "c", expression, enforced: true }] });
    const sql = (version: string) => sqlOf(change(check("(`a` > 1)"), check("(`a` > 2)"), { version }));
    assert.deepEqual(sql(mysql9), ["ALTER TABLE `t` DROP CHECK `c`, ADD CONSTRAINT `c` CHECK (`a` > 2)"]);
    assert.deepEqual(sql(mariadb), [
      "ALTER TABLE `t` DROP CONSTRAINT `c`, ADD CONSTRAINT `c` CHECK (`a` > 2)",
    ]);
  });

  it("keep the index that a foreign key needs until another is there", () => {
    const with_ = (columns: readonly string[]) =>
      table([column("a", "int"), column("b", "int")], {
        indexes: [index("i", columns)],
        foreignKeys: [foreignKey("f", "a", "r")],
      });
    assert.deepEqual(sqlOf(change(with_(["a"]), with_(["a", "b"]))), [
      "ALTER TABLE `t` DROP INDEX `i`, ADD INDEX `i` (`a`, `b`)",
    ]);
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

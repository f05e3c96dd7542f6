import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Table } from "./model.ts";
import {
  change,
  column,
  create,
  foreignKey,
  index,
  mariadb,
  mysql9,
  sqlOf,
  table,
  tidb,
} from "./test-support.ts";

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

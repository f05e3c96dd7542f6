import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Column } from "./model.ts";
import { change, column, sqlOf, table } from "./test-support.ts";

const computed = (name: string, expression: string, stored = false): Column =>
  column(name, "int", { generated: { expression: `(${expression})`, stored } });

const [a, b, c] = [column("a", "int"), computed("b", "`a` + 1"), computed("c", "`b` + 1")];
const plan = (from: readonly Column[], to: readonly Column[], version: string): readonly string[] =>
  sqlOf(change(table([column("id", "int"), ...from]), table([column("id", "int"), ...to]), { version }));

describe("a column and the computed columns that read it", () => {
  it("go one after the other before MySQL 8.0, and together from then on", () => {
    assert.deepEqual(plan([a, b, c], [a], "5.7.42"), [
      "ALTER TABLE `t` DROP COLUMN `c`",
      "ALTER TABLE `t` DROP COLUMN `b`",
    ]);
    assert.deepEqual(plan([a, b, c], [a], "8.0.19"), ["ALTER TABLE `t` DROP COLUMN `b`, DROP COLUMN `c`"]);
  });

  it("come one after the other, so that this can be taken back", () => {
    assert.deepEqual(plan([a], [a, b, c], "5.7.42"), [
      "ALTER TABLE `t` ADD COLUMN `b` int AS (`a` + 1) VIRTUAL NULL",
      "ALTER TABLE `t` ADD COLUMN `c` int AS (`b` + 1) VIRTUAL NULL",
    ]);
  });

  it("are made anew with what reads them out of the way", () => {
    assert.deepEqual(plan([a, b, c], [a, computed("b", "`a` + 1", true), c], "5.7.42"), [
      "ALTER TABLE `t` DROP COLUMN `c`",
      "ALTER TABLE `t` DROP COLUMN `b`, ADD COLUMN `b` int AS (`a` + 1) STORED NULL",
      "ALTER TABLE `t` ADD COLUMN `c` int AS (`b` + 1) VIRTUAL NULL",
    ]);
  });

  it("change before what they read goes", () => {
    assert.deepEqual(
      plan([a, column("d", "int"), b], [column("d", "int"), computed("b", "`d` + 1")], "5.7.42"),
      ["ALTER TABLE `t` MODIFY COLUMN `b` int AS (`d` + 1) VIRTUAL NULL", "ALTER TABLE `t` DROP COLUMN `a`"],
    );
  });
});

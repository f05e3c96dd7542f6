import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { SqlStatement } from "@atlas/core";
import { halvesOf } from "./side-by-side.ts";

const count = 200;

/** Tables `t0` to `t199`, of which some are as they are given. */
function tables(others: Readonly<Record<number, string>> = {}): readonly SqlStatement[] {
  return Array.from({ length: count }, (_, at) => ({
    text: others[at] ?? `CREATE TABLE t${at} (id int PRIMARY KEY COMMENT 'Table ${at}')`,
    file: "schema.sql",
    line: at + 1,
    column: 1,
  }));
}

describe("halves of the tables that a script begins with", () => {
  it("are told with what of the second refers to the first", () => {
    const halves = halvesOf(
      tables({
        2: "CREATE TABLE `t2` (id int, FOREIGN KEY (id) REFERENCES t1 (id), FOREIGN KEY (id) REFERENCES `t2` (id))",
        120: "create table t120 (id int, FOREIGN KEY (id) REFERENCES t1 (id))",
        130: "CREATE TABLE t130 (id int, FOREIGN KEY (id) REFERENCES T129(id))",
      }),
    );
    assert.equal(halves?.first.length, 100);
    assert.equal(halves.second.length, 100);
    assert.deepEqual([...halves.across], [[20, "t120"]]);
  });

  it("end before the first statement of another kind", () => {
    const halves = halvesOf([
      ...tables(),
      { text: "CREATE VIEW v AS SELECT 1", file: "", line: 1, column: 1 },
    ]);
    assert.equal(halves && halves.first.length + halves.second.length, count);
  });

  const reasons: Readonly<Record<string, string>> = {
    "a table refers to one that is not there yet":
      "CREATE TABLE t9 (id int, FOREIGN KEY (id) REFERENCES t10 (id))",
    "a table refers to another schema": "CREATE TABLE t9 (id int, FOREIGN KEY (id) REFERENCES shop.t1 (id))",
    "a table is made of a query": "CREATE TABLE t9 (id int) SELECT 1 AS id",
    "a table is made of another": "CREATE TABLE t9 (id int) TABLE t8",
    "a table is there twice": "CREATE TABLE T8 (id int)",
    "a table may be there": "CREATE TABLE IF NOT EXISTS t9 (id int)",
    "a part of a statement is for some servers": "CREATE TABLE t9 (id int /*!80000 , b int */)",
    "another statement comes first": "SET sql_mode = ''",
  };
  for (const [reason, text] of Object.entries(reasons))
    it(`are not made where ${reason}`, () => {
      assert.equal(halvesOf(tables({ 9: text })), undefined);
    });
});

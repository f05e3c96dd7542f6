import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { answersOf, conditionsSql, questionsOf, worthAsking } from "./catalog.ts";
import type { CatalogQuery } from "./kind.ts";

const tables: CatalogQuery = { name: "tables", sql: () => "SELECT 1 AS id" };
const views: CatalogQuery = { name: "views", when: "has_views", sql: () => "SELECT 2 AS id" };
const usesOfViews: CatalogQuery = {
  name: "uses of views",
  when: "has_views",
  givesUses: true,
  sql: () => "SELECT 1",
};
const usesOfRules: CatalogQuery = {
  name: "uses of rules",
  when: "has_rules",
  givesUses: true,
  sql: () => "SELECT 2",
};
const all = [tables, views, usesOfViews, usesOfRules];

describe("catalog queries", () => {
  it("are asked where their condition holds, or where nobody knows", () => {
    assert.equal(conditionsSql(all), "SELECT ARRAY[has_views, has_rules]::bool[] AS holds");
    assert.deepEqual(worthAsking(all, { holds: [false, true] }), [tables, usesOfRules]);
    assert.deepEqual(worthAsking(all, undefined), all);
  });

  it("for what objects depend on are one query, whose rows go to who asked", () => {
    const questions = questionsOf(all, 160_000);
    assert.deepEqual(
      questions.map(({ name }) => name),
      ["tables", "views", "uses"],
    );
    const rows = answersOf(questions, [
      [{ id: 1 }],
      [{ id: 2 }],
      [
        { part: 1, id: 3 },
        { part: 0, id: 4 },
      ],
    ]);
    assert.deepEqual(rows.get("tables"), [{ id: 1 }]);
    assert.deepEqual(rows.get("uses of views"), [{ part: 0, id: 4 }]);
    assert.deepEqual(rows.get("uses of rules"), [{ part: 1, id: 3 }]);
  });
});

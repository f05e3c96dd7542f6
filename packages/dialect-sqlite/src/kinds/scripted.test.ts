import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { mentionedNames } from "../mentions.ts";
import { stateOf } from "../test-support.ts";
import type { Scripted } from "./scripted.ts";
import { type Trigger, triggerKind } from "./trigger.ts";
import { type View, viewKind } from "./view.ts";

type Objects = readonly { readonly kind: string }[];

const scripted = (objects: Objects): readonly Scripted[] =>
  objects.filter((object): object is Scripted => object.kind === "view" || object.kind === "trigger");
const viewsOf = (objects: Objects): readonly View[] =>
  objects.filter((object): object is View => object.kind === "view");
const triggersOf = (objects: Objects): readonly Trigger[] =>
  objects.filter((object): object is Trigger => object.kind === "trigger");

describe("the tables that a text speaks of", () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    [
      "SELECT a, b FROM x, main.y AS z JOIN (v LEFT JOIN [w w] ON f(x, c)) ON a IN (SELECT q FROM s), t2 WHERE o, p",
      ["x", "y", "v", "w w", "s", "t2"],
    ],
    ["SELECT 'FROM n' /* FROM m */ FROM \"T\" WHERE a IN u ORDER BY b, c", ["t", "u"]],
    ["SELECT * FROM (a, b) JOIN c USING (d, e)", ["a", "b", "c"]],
    [
      "BEGIN UPDATE OR REPLACE a SET x = 1, y = 2; INSERT INTO b (c, d) SELECT 1, 2; DELETE FROM e; END",
      ["a", "b", "e"],
    ],
  ];
  for (const [sql, names] of cases)
    it(`are found where a table stands: ${names.join(", ")}`, () => {
      assert.deepEqual(mentionedNames(sql), names);
    });
});

describe("views and triggers", () => {
  it("know what they hang on, whatever the case of letters", async () => {
    const state = await stateOf(
      "CREATE TABLE T (a); CREATE TABLE u (a); CREATE VIEW v AS SELECT t FROM t; CREATE TRIGGER r AFTER INSERT ON U BEGIN DELETE FROM t; END",
    );
    const uses = scripted(state.objects).map((object) => [
      object.name,
      object.uses.map((ref) => ref.name).toSorted(),
    ]);
    assert.deepEqual(uses, [
      ["v", ["T"]],
      ["r", ["T", "u"]],
    ]);
  });

  it("differ by their bodies, not by white space around lines", async () => {
    const [a, b, c] = await Promise.all(
      [
        "CREATE VIEW v AS\n  SELECT 1\n  AS a;",
        "CREATE VIEW IF NOT EXISTS [v] AS\nSELECT 1\n\nAS a",
        "CREATE VIEW v AS SELECT 2 AS a",
      ].map(async (sql) => ({ state: await stateOf(sql) })),
    );
    assert.ok(a && b && c);
    const compare = (from: typeof a, to: typeof a): readonly string[] => {
      const [before] = viewsOf(from.state.objects);
      const [after] = viewsOf(to.state.objects);
      assert.ok(before && after);
      const context = { from: from.state, to: to.state };
      const changes = viewKind.compare(before, after, context);
      return viewKind.steps(changes, { ...context, indent: "", detach: new Set() }).map((step) => step.sql);
    };
    assert.deepEqual(compare(a, b), []);
    assert.deepEqual(compare(a, c), ["DROP VIEW `v`", "CREATE VIEW `v` AS SELECT 2 AS a"]);
  });

  it("differ by line breaks and semicolons in texts, and by what a comment hides", async () => {
    const trigger = (body: string): string =>
      `CREATE TABLE t (a); CREATE TRIGGER r AFTER INSERT ON t BEGIN ${body} END`;
    const pairs = [
      ["UPDATE t SET a = 'x;\n  y';", "UPDATE t SET a = 'x\ny';"],
      ["SELECT 1 -- of\n + a FROM t;", "SELECT 1 -- of + a\n FROM t;"],
    ] as const;
    for (const [first, second] of pairs) {
      const states = await Promise.all([first, second].map((body) => stateOf(trigger(body))));
      const [before, after] = states.map(({ objects }) => triggersOf(objects)[0]);
      const [from, to] = states;
      assert.ok(before && after && from && to);
      assert.equal(triggerKind.compare(before, after, { from, to }).length, 1, first);
    }
  });

  it("are written with what they are made of, and differ by nothing else", async () => {
    const table = "CREATE TABLE t (a, begin)";
    const trigger = async (sql: string): Promise<Trigger> => {
      const [found] = triggersOf((await stateOf(`${table}; ${sql}`)).objects);
      assert.ok(found);
      return found;
    };
    const one = await trigger(
      "CREATE TRIGGER r /* why */ UPDATE OF begin, a ON [t] FOR EACH ROW WHEN (new.begin > old.begin) BEGIN SELECT 1; END",
    );
    const { uses: _uses, ...facts } = one;
    assert.deepEqual(facts, {
      kind: "trigger",
      schema: "",
      name: "r",
      on: "t",
      timing: "BEFORE",
      event: "UPDATE",
      columns: ["begin", "a"],
      when: "(new.begin > old.begin)",
      body: "BEGIN SELECT 1; END",
    });
    const other = await trigger(
      "CREATE TRIGGER r BEFORE UPDATE OF A, `begin` ON T WHEN new.begin > old.begin BEGIN SELECT 1; END",
    );
    const state = await stateOf(table);
    const context = { from: state, to: state };
    assert.deepEqual(triggerKind.compare(one, other, context), []);
    assert.equal(triggerKind.compare(one, { ...other, event: "DELETE" }, context).length, 1);
  });
});

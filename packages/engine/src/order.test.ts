import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type DraftStep, harmless, noDependencies, type Ref } from "@atlas/core";
import { orderSteps, type StepGroup } from "./order.ts";

const table = (name: string): Ref => ({ kind: "table", schema: "", name });
const column = (of: string, name: string): Ref => ({ kind: "column", schema: "", table: of, name });

function step(sql: string, dependencies: Partial<DraftStep>): DraftStep {
  return { ...harmless, ...noDependencies, sql, comment: sql, sources: [], ...dependencies };
}

function group(name: string, ...steps: readonly DraftStep[]): StepGroup {
  return { object: table(name), steps };
}

function sqlOf(groups: readonly StepGroup[]): readonly string[] {
  const ordered = orderSteps(groups);
  assert.ok(ordered.ok, "the steps stand in a circle");
  return ordered.steps.map((each) => each.sql);
}

describe("order", () => {
  it("keeps steps that do not depend on each other in the order given", () => {
    assert.deepEqual(
      sqlOf([group("b", step("b", {})), group("a", step("a", {})), group("c", step("c", {}))]),
      ["b", "a", "c"],
    );
  });

  it("creates a table before what needs one of its columns", () => {
    const child = group(
      "child",
      step("create child", { creates: [table("child")], needs: [column("parent", "id")] }),
    );
    const parent = group("parent", step("create parent", { creates: [table("parent")] }));
    assert.deepEqual(sqlOf([child, parent]), ["create parent", "create child"]);
  });

  it("puts what ends a transaction around what is away for a while", () => {
    const policy: Ref = { kind: "policy", schema: "", table: "t", name: "p" };
    const changed = group(
      "t",
      step("drop index", { transactional: false }),
      step("alter", { drops: [column("t", "a")], creates: [column("t", "a")] }),
      step("create index", { transactional: false }),
    );
    const around = group(
      "p",
      step("drop policy", { drops: [policy], suspends: policy, releases: [column("t", "a")] }),
      step("create policy", { creates: [policy], needs: [column("t", "a")] }),
    );
    assert.deepEqual(sqlOf([changed, around]), [
      "drop index",
      "drop policy",
      "alter",
      "create policy",
      "create index",
    ]);
  });

  it("finishes a table that others wait for before it goes on with them", () => {
    const child = group(
      "child",
      step("create child", { creates: [table("child")], needs: [column("parent", "id")] }),
      step("index child", { needs: [table("child")] }),
    );
    const parent = group(
      "parent",
      step("create parent", { creates: [table("parent")] }),
      step("index parent", { needs: [table("parent")] }),
      step("point to child", { needs: [column("child", "id")] }),
    );
    assert.deepEqual(sqlOf([child, parent]), [
      "create parent",
      "index parent",
      "create child",
      "index child",
      "point to child",
    ]);
  });

  it("drops a view before the column it uses changes, and creates it again afterwards", () => {
    const view: Ref = { kind: "view", schema: "", name: "v" };
    const alter = group("t", step("alter t", { creates: [column("t", "c")], drops: [column("t", "c")] }));
    const recreated: StepGroup = {
      object: view,
      steps: [
        step("drop v", { drops: [view], releases: [column("t", "c")] }),
        step("create v", { creates: [view], needs: [column("t", "c")] }),
      ],
    };
    assert.deepEqual(sqlOf([alter, recreated]), ["drop v", "alter t", "create v"]);
  });

  it("drops dependants first", () => {
    const parent = group("parent", step("drop parent", { drops: [table("parent")] }));
    const child = group(
      "child",
      step("drop child", { drops: [table("child")], releases: [column("parent", "id")] }),
    );
    assert.deepEqual(sqlOf([parent, child]), ["drop child", "drop parent"]);
  });

  it("drops a view before it creates the table that takes its name", () => {
    const view: Ref = { kind: "view", schema: "", name: "w" };
    const comes = group("w", step("create table w", { creates: [table("w")] }));
    const goes: StepGroup = { object: view, steps: [step("drop view w", { drops: [view] })] };
    assert.deepEqual(sqlOf([comes, goes]), ["drop view w", "create table w"]);
  });

  it("names the objects that stand in a circle", () => {
    const users = group("users", step("u", { creates: [table("users")], needs: [table("teams")] }));
    const teams = group("teams", step("t", { creates: [table("teams")], needs: [table("users")] }));
    const alone = group("alone", step("a", { creates: [table("alone")], needs: [table("users")] }));
    const ordered = orderSteps([users, teams, alone]);
    assert.deepEqual(ordered, { ok: false, circle: [table("users"), table("teams")] });
  });

  it("creates what a step prefers before it, and a table after the columns that were preferred", () => {
    const f: Ref = { kind: "function", schema: "", name: "f()" };
    const body = group("f", step("create f", { creates: [f], prefers: [table("t"), table("u")] }));
    const t = group("t", step("create t", { creates: [table("t")] }));
    const u = group("u", step("alter u", { creates: [column("u", "c")] }));
    assert.deepEqual(sqlOf([body, t, u]), ["create t", "alter u", "create f"]);
  });

  it("gives up a preference that would close a circle, and that one only", () => {
    const f: Ref = { kind: "function", schema: "", name: "f()" };
    const g: Ref = { kind: "function", schema: "", name: "g()" };
    const first = group("f", step("create f", { creates: [f], prefers: [table("t"), g] }));
    const second = group("g", step("create g", { creates: [g], prefers: [f, table("u")] }));
    const t = group("t", step("create t", { creates: [table("t")], needs: [f] }));
    const u = group("u", step("create u", { creates: [table("u")] }));
    assert.deepEqual(sqlOf([first, second, t, u]), ["create u", "create g", "create f", "create t"]);
  });

  it("orders ten thousand steps in one chain without running out of stack", () => {
    const groups = Array.from({ length: 10_000 }, (_, index) =>
      group(
        `t${index}`,
        step(`t${index}`, {
          creates: [table(`t${index}`)],
          needs: index < 9_999 ? [table(`t${index + 1}`)] : [],
        }),
      ),
    );
    assert.equal(sqlOf(groups).at(0), "t9999");
  });
});

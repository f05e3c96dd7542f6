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

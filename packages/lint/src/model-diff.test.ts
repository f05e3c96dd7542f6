import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Model, ModelTable } from "@atlas/core";
import { diffModels } from "./model-diff.ts";
import { column, model, table } from "./testing/models.ts";

const types = (from: Model, to: Model): readonly string[] => diffModels(from, to).map(({ type }) => type);

describe("diffModels", () => {
  const users: ModelTable = table("users", [column("id"), column("name")]);

  it("finds nothing between equal models, whatever the order of their members", () => {
    const again = { ...JSON.parse(JSON.stringify(users)), schema: "" };
    assert.deepEqual(diffModels(model([users]), model([again])), []);
  });

  it("takes a table with another name for one that went and one that came", () => {
    assert.deepEqual(types(model([users]), model([{ ...users, name: "people" }])), [
      "drop_table",
      "add_table",
    ]);
  });

  it("tells tables of a schema that goes with it", () => {
    const schemas = [{ name: "app", attributes: {} }];
    const from = { ...model([{ ...users, schema: "app" }]), schemas };
    const [change, ...more] = diffModels(from, model([]));
    assert.deepEqual(more, []);
    assert.equal(change?.type === "drop_schema" && change.tables.length, 1);
  });

  it("names each part of a table that changed", () => {
    const to = {
      ...users,
      comment: "People",
      columns: [column("name", { nullable: true }), column("age")],
    };
    const [change] = diffModels(model([users]), model([to]));
    const inner = change?.type === "modify_table" ? change.changes : [];
    assert.deepEqual(
      inner.map(({ type }) => type),
      ["modify_attributes", "drop_column", "modify_column", "add_column"],
    );
  });

  it("sees columns that only changed places", () => {
    const to = { ...users, columns: users.columns.toReversed() };
    const [change] = diffModels(model([users]), model([to]));
    assert.deepEqual(change?.type === "modify_table" && change.changes, [
      { type: "modify_attributes", names: ["column_order"] },
    ]);
  });
});

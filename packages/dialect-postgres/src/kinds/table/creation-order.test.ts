import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { State } from "@atlas/core";
import { inCreationOrder } from "./creation-order.ts";
import type { Column, Table } from "./model.ts";
import { plainTable } from "./plain.ts";

const column = (name: string): Column => ({
  name,
  type: "text",
  notNull: false,
  options: [],
  uses: [],
  reads: [],
});

const table = (name: string, columns: readonly string[], more: Partial<Table> = {}): Table =>
  plainTable({ schema: "", name, columns: columns.map(column) }, more);

const parent = (name: string): { readonly schema: string; readonly name: string } => ({ schema: "", name });

/** The names of columns, by table. */
function orderOf(...objects: readonly Table[]): Readonly<Record<string, string>> {
  const state: State = {
    dialect: "postgres",
    version: "16.1",
    scope: { bound: "public", schemas: [] },
    objects,
    unmanaged: [],
  };
  // Tables are all that it was given.
  const tables = inCreationOrder(state).objects as readonly Table[];
  return Object.fromEntries(
    tables.map(({ name, columns }) => [name, columns.map((one) => one.name).join(" ")]),
  );
}

describe("the order of columns", () => {
  it("is that of the parent for a partition that was attached, and for what is below it", () => {
    const bound = "FOR VALUES IN ('a')";
    assert.deepEqual(
      orderOf(
        table("p", ["a", "b", "c"]),
        table("child", ["c", "b", "a"], { partitionOf: { parent: parent("p"), bound } }),
        table("below", ["b", "a", "c"], { partitionOf: { parent: parent("child"), bound } }),
      ),
      { p: "a b c", child: "a b c", below: "a b c" },
    );
  });

  it("is that of the parents one after the other for an heir, with its own columns behind", () => {
    assert.deepEqual(
      orderOf(
        table("one", ["a", "b"]),
        table("two", ["c", "a"]),
        table("heir", ["own", "c", "more", "b", "a"], { inherits: [parent("one"), parent("two")] }),
      ),
      { one: "a b", two: "c a", heir: "a b c own more" },
    );
  });

  it("is their own where they have no parent, or none that is known", () => {
    assert.deepEqual(
      orderOf(table("t", ["b", "a"]), table("heir", ["b", "a"], { inherits: [parent("elsewhere")] })),
      { t: "b a", heir: "b a" },
    );
  });
});

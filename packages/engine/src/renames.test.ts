import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  type Dialect,
  isImpliedRename,
  type ObjectKind,
  type Rename,
  type SchemaObject,
  type State,
} from "@atlas/core";
import { settleRenames } from "./renames.ts";

interface Box extends SchemaObject {
  readonly kind: "table";
  readonly holds: string;
}

// All that settling asks of a kind and a dialect.
const boxes = {
  name: "table",
  compare: () => [],
  renaming: {
    isSame: (_kind: string, from: unknown, to: unknown) => (from as Box).holds === (to as Box).holds,
    steps: () => [],
  },
  renamed: (box: Box, { from, to }: Rename) => (box.name === from.name ? { ...box, name: to.name } : box),
} as unknown as ObjectKind;
const dialect = { name: "boxes", kinds: [boxes] } as unknown as Dialect;

function state(...all: readonly (readonly [name: string, holds: string])[]): State {
  const objects = all.map(([name, holds]): Box => ({ kind: "table", schema: "", name, holds }));
  return { dialect: "boxes", version: "1", scope: { bound: "", schemas: [] }, objects, unmanaged: [] };
}

const names = (renames: readonly Rename[]): readonly string[] =>
  renames.map(({ from, to }) => `${from.name} → ${to.name}`);

describe("settleRenames", () => {
  it("asks in the order of the desired state until one is right, and takes each thing once", async () => {
    const asked: string[] = [];
    const settled = await settleRenames(
      dialect,
      state(["a", "x"], ["b", "x"]),
      state(["c", "x"], ["d", "x"]),
      {
        policy: { skip: [] },
        ask: (rename) => {
          asked.push(...names([rename]));
          return Promise.resolve(rename.to.name === "d" || rename.from.name === "b");
        },
      },
    );
    assert.deepEqual(asked, ["a → c", "a → d", "b → c"]);
    assert.deepEqual(names(settled.renames), ["a → d", "b → c"]);
  });

  it("asks nothing about what differs, and believes a hint all the same", async () => {
    const ask = (): Promise<boolean> => assert.fail("nobody is asked");
    const [from, to] = [state(["a", "x"]), state(["c", "y"])];
    assert.deepEqual((await settleRenames(dialect, from, to, { policy: { skip: [] }, ask })).renames, []);
    const hints = [{ kind: "table" as const, name: "C", from: "a" }];
    const hinted = await settleRenames(dialect, from, to, { policy: { skip: [] }, ask, hints });
    assert.deepEqual(names(hinted.renames), ["a → c"]);
  });

  it("tells each thing once that could be a rename where nobody can be asked", async () => {
    const settled = await settleRenames(dialect, state(["a", "x"]), state(["c", "x"], ["d", "x"]), {
      policy: { skip: [] },
    });
    assert.deepEqual(settled.renames, []);
    assert.deepEqual(names(settled.possible), ["a → c"]);
  });

  it("keeps the old name, and says so, where a policy skips renames", async () => {
    const settled = await settleRenames(dialect, state(["a", "x"]), state(["c", "x"]), {
      policy: { skip: ["rename_table"] },
      ask: () => Promise.resolve(true),
    });
    assert.deepEqual(settled.renames, []);
    assert.deepEqual(
      settled.to.objects.map(({ name }) => name),
      ["a"],
    );
    assert.deepEqual(settled.skipped, [
      { change: "rename_table", subject: { kind: "table", schema: "", name: "a" } },
    ]);
  });
});

describe("isImplied", () => {
  const made: readonly Rename[] = [
    { from: { kind: "table", schema: "", name: "users" }, to: { kind: "table", schema: "", name: "people" } },
    {
      from: { kind: "column", schema: "", table: "people", name: "mail" },
      to: { kind: "column", schema: "", table: "people", name: "email" },
    },
  ];
  const index = (from: string, to: string): Rename => ({
    from: { kind: "index", schema: "", table: "people", name: from },
    to: { kind: "index", schema: "", table: "people", name: to },
  });

  it("follows the names of the table and of its columns", () => {
    assert.equal(isImpliedRename(index("users_mail_idx", "people_email_idx"), made), true);
    assert.equal(isImpliedRename(index("users_id_idx", "people_id_idx"), made), true);
  });

  it("is not said of other names", () => {
    assert.equal(isImpliedRename(index("by_mail", "people_email_idx"), made), false);
    assert.equal(isImpliedRename(index("by_mail", "by_mail"), made), false);
  });
});

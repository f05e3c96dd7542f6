import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { mergedBack } from "./three-way.ts";

const table = (columns: readonly object[], more: object = {}) => ({
  name: "t",
  columns,
  indexes: [],
  ...more,
});
const [id, n, byHand] = [{ name: "id" }, { name: "n", type: "int" }, { name: "x", type: "text" }];

describe("taking a step back in what somebody else has changed", () => {
  it("leaves their parts alone, and is rid of its own", () => {
    const merged = mergedBack({
      live: table([id, n, byHand]),
      before: table([id, n]),
      after: table([id]),
    });
    assert.deepEqual(merged, { value: table([id, byHand]), conflicts: [] });
  });

  it("keeps two changes of one part apart", () => {
    const { value, conflicts } = mergedBack({
      live: table([id, { ...n, comment: "theirs", type: "bigint" }]),
      before: table([id, { ...n, type: "bigint" }]),
      after: table([id, n]),
    });
    assert.deepEqual([value, conflicts], [table([id, { ...n, comment: "theirs" }]), []]);
  });

  it("names what both have changed in another way", () => {
    const { conflicts } = mergedBack({
      live: table([id, { ...n, type: "numeric" }]),
      before: table([id, { ...n, type: "bigint" }]),
      after: table([id, n]),
    });
    assert.deepEqual(conflicts, ["n"]);
  });

  it("names what somebody made over a part that goes", () => {
    const index = { name: "by_n", columns: ["n"] };
    const { conflicts } = mergedBack({
      live: table([id, n], { indexes: [index] }),
      before: table([id, n]),
      after: table([id]),
    });
    assert.deepEqual(conflicts, ["by_n"]);
  });

  it("follows a part that the step gave another name", () => {
    const { value, conflicts } = mergedBack(
      {
        live: table([id, { ...n, comment: "theirs" }]),
        before: table([id, n]),
        after: table([id, { ...n, name: "m" }]),
      },
      new Map([["m", "n"]]),
    );
    assert.deepEqual([value, conflicts], [table([id, { ...n, name: "m", comment: "theirs" }]), []]);
  });
});

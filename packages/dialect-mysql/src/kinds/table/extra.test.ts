import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type ColumnExtra, parseExtra } from "./extra.ts";

const nothing: ColumnExtra = {
  autoIncrement: false,
  expressionDefault: false,
  invisible: false,
  withoutSystemVersioning: false,
  notSecondary: false,
};

const cases: readonly (readonly [text: string, expected: Partial<ColumnExtra>])[] = [
  ["", {}],
  ["NULL", {}],
  ["auto_increment", { autoIncrement: true }],
  ["auto_increment INVISIBLE", { autoIncrement: true, invisible: true }],
  ["DEFAULT_GENERATED", { expressionDefault: true }],
  [
    "DEFAULT_GENERATED on update CURRENT_TIMESTAMP(3)",
    { expressionDefault: true, onUpdate: "CURRENT_TIMESTAMP(3)" },
  ],
  ["on update current_timestamp()", { onUpdate: "CURRENT_TIMESTAMP" }],
  ["on update CURRENT_TIMESTAMP", { onUpdate: "CURRENT_TIMESTAMP" }],
  ["VIRTUAL GENERATED", { stored: false }],
  ["PERSISTENT GENERATED", { stored: true }],
  ["STORED GENERATED, INVISIBLE", { stored: true, invisible: true }],
  ["VIRTUAL GENERATED INVISIBLE", { stored: false, invisible: true }],
  ["WITHOUT SYSTEM VERSIONING", { withoutSystemVersioning: true }],
  ["NOT SECONDARY", { notSecondary: true }],
];

describe("what the catalog says of a column besides", () => {
  for (const [text, expected] of cases)
    it(`is understood: ${JSON.stringify(text)}`, () => {
      assert.deepEqual(parseExtra(text), { ...nothing, ...expected });
    });

  it("is refused where it is not known", () => {
    assert.throws(() => parseExtra("auto_increment SOMETHING new"), {
      code: "E_READ",
      message: 'unknown extra column attribute "SOMETHING new"',
    });
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { definersIn } from "./definers.ts";

describe("the account behind DEFINER", () => {
  for (const [text, expected] of [
    ["CREATE DEFINER=`app`@`%` VIEW v AS SELECT 1", ["'app'@'%'"]],
    ["create definer = 'o''r'@localhost function f() returns int return 1", ["'o''r'@'localhost'"]],
    ["CREATE DEFINER=admin PROCEDURE p() SELECT 1", ["'admin'@'%'"]],
    ["CREATE DEFINER=CURRENT_USER VIEW v AS SELECT 1", []],
    ["CREATE SQL SECURITY DEFINER VIEW v AS SELECT 1", []],
  ] as const)
    it(`is ${expected.join(" and ") || "nobody"} in ${text}`, () => {
      assert.deepEqual(definersIn(text), expected);
    });
});

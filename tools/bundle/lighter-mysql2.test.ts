import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { compileFunction } from "node:vm";
import { lighterMysql2 } from "./lighter-mysql2.ts";

describe("names of MySQL's errors in the bundle", () => {
  it("are what the module says, and are made when one is asked for", () => {
    const { code } = lighterMysql2.transform.handler(
      "'use strict';\nexports.A = 1; exports[1] = 'A'; globalThis.madeNames = true;",
    );
    const module = { exports: {} as Record<string, unknown> };
    compileFunction(code, ["module", "exports"])(module, module.exports);
    assert.equal("madeNames" in globalThis, false);
    assert.equal(module.exports["1"], "A");
    assert.equal(module.exports["A"], 1);
    assert.equal("madeNames" in globalThis, true);
  });
});

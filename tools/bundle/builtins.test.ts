import assert from "node:assert/strict";
import * as timers from "node:timers/promises";
import { describe, it } from "node:test";
import { builtinOf } from "./builtins.ts";

describe("a module of Node that is loaded late", () => {
  // What is asked for here is there: these are names of Node's.
  const late = builtinOf("node:timers/promises") as typeof timers;

  it("gives the module's own functions", () => {
    assert.equal(late.setTimeout, timers.setTimeout);
  });

  it("shows the same names as the module, for those who copy it", () => {
    const required = process.getBuiltinModule("node:timers/promises");
    assert.deepEqual(Object.keys(late), Object.keys(required));
    assert.equal({ ...late }.setTimeout, timers.setTimeout);
  });

  it("is known by its short name as well, and others are the module itself", () => {
    assert.equal((builtinOf("timers/promises") as typeof timers).setTimeout, timers.setTimeout);
    assert.equal(builtinOf("node:path"), process.getBuiltinModule("node:path"));
    assert.equal(builtinOf("pg"), undefined);
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseLabelSelector } from "./label-selector.ts";

const labels = { team: "alpha", "app.kubernetes.io/name": "shop" };

describe("a label selector", () => {
  for (const text of [
    "",
    "team=alpha",
    "team == alpha",
    "team!=beta",
    "other!=beta",
    "team in (beta, alpha)",
    "other notin (alpha)",
    "team",
    "!other",
    "app.kubernetes.io/name=shop,team in (alpha,beta)",
  ])
    it(`selects with ${JSON.stringify(text)}`, () => assert.ok(parseLabelSelector(text)(labels)));

  for (const text of [
    "team=beta",
    "team!=alpha",
    "!team",
    "other",
    "team notin (alpha)",
    "team=alpha,other=x",
  ])
    it(`leaves out with ${JSON.stringify(text)}`, () => assert.ok(!parseLabelSelector(text)(labels)));

  for (const text of ["=a", "team=a b", "team in ()", "team in (a", "a,,b", "team is alpha"])
    it(`refuses ${JSON.stringify(text)} by name`, () =>
      assert.throws(() => parseLabelSelector(text), { code: "E_FLAG" }));
});

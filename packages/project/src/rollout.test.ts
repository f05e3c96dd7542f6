import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { problemOf, projectOf } from "./test-support.ts";

const targets =
  'for_each = { a = { tier = "FREE" }, c = { tier = "PAID" }, b = { tier = "FREE" }, z = { tier = "PAID" } }';
const env = `env "e" {
  ${targets}
  url = "sqlite://\${each.key}.db"
  rollout {
    deployment = deployment.tiers
    vars = {
      name = each.key
      tier = each.value.tier
    }
  }
}`;

describe("deployments", () => {
  it("put each target into the first group that matches, in the order they say", async () => {
    const { envs, groups } = await projectOf(
      `variable "on_error" {
         type    = string
         default = "CONTINUE"
       }
       deployment "tiers" {
         variable "name" { type = string }
         variable "tier" {
           type    = string
           default = "FREE"
         }
         group "canary" { match = var.name == "z" }
         group "free" {
           match      = var.tier == "FREE"
           parallel   = 10
           on_error   = var.on_error
           order_by   = [var.tier, var.name]
           depends_on = [group.canary]
         }
         group "rest" { depends_on = [group.free] }
       }
       ${env}`,
      { env: "e" },
    );
    const named = groups?.map(({ targets: indexes, ...group }) => ({
      ...group,
      targets: indexes.map((at) => envs[at]?.instance),
    }));
    assert.deepEqual(named, [
      { name: "canary", parallel: 1, onError: "FAIL", dependsOn: [], targets: ["z"] },
      { name: "free", parallel: 10, onError: "CONTINUE", dependsOn: ["canary"], targets: ["a", "b"] },
      { name: "rest", parallel: 1, onError: "FAIL", dependsOn: ["free"], targets: ["c"] },
    ]);
  });

  it("are refused where they cannot be followed", async () => {
    const told = async (groups: string) =>
      (
        await problemOf(
          projectOf(
            `deployment "tiers" {\n  variable "name" { type = string }\n  variable "tier" { type = string }\n${groups}\n}\n${env}`,
            { env: "e" },
          ),
        )
      ).message;
    assert.equal(
      await told('group "a" { match = var.name == "a" }'),
      "no group of the deployment matches this environment",
    );
    assert.equal(
      await told('group "a" { depends_on = [group.b] }\ngroup "b" { depends_on = [group.a] }'),
      'cyclic reference to "group.a"',
    );
    assert.equal(await told('group "a" { depends_on = [group.x] }'), 'there is no group "x"');
    assert.equal(await told('group "a" { matches = true }'), 'the block group has no attribute "matches"');
    assert.equal(await told('group "a" { match = "x" }'), "match is true or false");
    assert.equal(await told(""), "a deployment has groups");
    assert.equal((await problemOf(projectOf(env, { env: "e" }))).message, 'there is no deployment "tiers"');
  });
});

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { skipWithout, useControlPlane } from "../control-plane/index.ts";
import { runSql, ScriptServer } from "../scripts/servers.ts";
import type { OperatorProcess } from "./operator-process.ts";
import { columnsOf, installCrds, schema, World } from "./world.ts";

const plane = await useControlPlane();
const users = "CREATE TABLE users (id int);";

describe("several operators", { skip: skipWithout(plane), concurrency: 2, timeout: 180_000 }, () => {
  if (plane.unavailable !== undefined) return;
  const server = new ScriptServer(16);

  before(async () => {
    await installCrds(plane);
    await server.start();
  });
  after(async () => {
    await server[Symbol.asyncDispose]();
    await plane[Symbol.asyncDispose]();
  });

  it("work one at a time under a lease, and the next takes over from one that stops or dies", async () => {
    const world = await World.open(plane, server);
    const candidate = () => world.operator("--leader-elect", `--leader-election-id=${world.namespace}`);
    const addResource = async (name: string): Promise<string> => {
      const { url } = await server.freshDatabase();
      await world.apply(schema(name, { url, schema: { sql: users } }));
      await world.ready(name);
      return url;
    };
    await using first = await candidate();
    await addResource("one");
    await using second = await candidate();
    await second.untilLogged("lease held by another");
    await addResource("two");
    assert.deepEqual(workOf(second), []);

    await first.stop();
    assert.equal(first.exitCode, 0);
    const byFirst = workOf(first);
    await addResource("three");
    assert.ok(workOf(second).includes("three"));
    assert.deepEqual(workOf(first), byFirst);

    await using third = await candidate();
    await third.untilLogged("lease held by another");
    await addResource("four");
    assert.deepEqual(workOf(third), []);
    const killedAt = Date.now();
    await second.kill();
    await addResource("five");
    assert.ok(workOf(third).includes("five"));
    assert.ok(Math.max(...timesOf(first)) <= Math.min(...timesOf(second)));
    // Not before the lease of the dead one had run out: until then it might still have been at work.
    assert.ok(Math.min(...timesOf(third)) - killedAt > 5_000);
  });

  it("bring twenty resources that share one given dev database to Ready, also two of them without a lease", async () => {
    const world = await World.open(plane, server);
    const dev = await server.freshDatabase();
    const targets = await Promise.all(Array.from({ length: 20 }, () => server.freshDatabase()));
    await using _first = await world.operator();
    await using _second = await world.operator();
    await world.apply(
      ...targets.map(({ url }, index) =>
        schema(`shares-${index}`, { url, devURL: dev.url, schema: { sql: users } }),
      ),
    );
    for (const [index, { url }] of targets.entries()) {
      await world.ready(`shares-${index}`, 90);
      assert.equal(await columnsOf(url, "users"), "id");
    }
    assert.equal(await runSql(dev.url, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"), "0\n");
    const reasons = await world.kubectl(["get", "events", "-o", "jsonpath={.items[*].reason}"]);
    assert.deepEqual([...new Set(reasons.split(" "))], ["Applied"]);
  });
});

/** When an operator ended its passes, in milliseconds of the clock that all share. */
function timesOf(operator: OperatorProcess): readonly number[] {
  return operator.logged("reconciled").map((line) => Date.parse(String(line["ts"])));
}

/** The resources an operator has passed over. */
function workOf(operator: OperatorProcess): readonly string[] {
  return [...new Set(operator.logged("reconciled").map((line) => String(line["name"])))].toSorted();
}

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { skipWithout, startControlPlane } from "../control-plane/index.ts";
import { ScriptServer } from "../scripts/servers.ts";
import { installCrds, schema, World } from "./world.ts";

// One of its own: the tests stop the server, compact its store and count all requests.
const plane = await startControlPlane({ audit: true });
const users = "CREATE TABLE users (id integer PRIMARY KEY);";

describe("an operator and its API server", { skip: skipWithout(plane), timeout: 180_000 }, () => {
  if (plane.unavailable !== undefined) return;
  // SQLite files are targets enough: what is tested is what happens at the API server.
  const server = new ScriptServer(16);
  let folder = "";

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "atlas-operator-"));
    await installCrds(plane);
  });
  after(async () => {
    await plane[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  const resource = (name: string, sql = users) =>
    schema(name, { url: `sqlite://${join(folder, `${name}.db`)}`, schema: { sql } });

  it("loses no change while the server is away, or when it has forgotten where a watch stopped", async () => {
    const world = await World.open(plane, server);
    await using operator = await world.operator();
    await world.apply(resource("one"));
    await world.ready("one");

    await plane.stopApiServer();
    await operator.untilLogged("watch interrupted");
    await plane.startApiServer();
    await world.apply(resource("two"));
    await world.ready("two");

    operator.pause();
    await world.apply(resource("three"), resource("one", `${users} CREATE TABLE more (id integer);`));
    await plane.compact();
    await plane.stopApiServer();
    await plane.startApiServer();
    operator.resume();
    await world.ready("three");
    await world.readyAt("one", 2);
    const said = operator.logged("watch interrupted").map((line) => String(line["error"]));
    assert.ok(
      said.some((error) => /too old|expired|compacted/i.test(error)),
      said.join("\n"),
    );
  });

  it("is written nothing by a restart over two hundred Ready resources", async () => {
    const world = await World.open(plane, server);
    const names = Array.from({ length: 200 }, (_, index) => `many-${index}`);
    {
      await using operator = await world.operator();
      await world.apply(...names.map((name) => resource(name)));
      await world.kubectl(["wait", "atlasschema", "--all", "--for=condition=Ready", "--timeout=120s"]);
      await operator.stop();
    }
    const before = (await plane.requests()).length;
    await using operator = await world.operator();
    await world.until(
      "it has looked at all",
      async () =>
        operator.logged("reconciled").filter((line) => line["outcome"] === "unchanged").length >= 200,
    );
    await operator.stop();
    const made = (await plane.requests())
      .slice(before)
      .filter((request) => request.namespace === world.namespace);
    assert.ok(made.filter((request) => request.verb === "get").length >= 200);
    const writes = made.filter((request) => !["get", "list", "watch"].includes(request.verb));
    assert.deepEqual(writes, []);
    const { length } = new Set(operator.logged("reconciled").map((line) => line["name"])).values().toArray();
    assert.equal(length, 200);
  });
});

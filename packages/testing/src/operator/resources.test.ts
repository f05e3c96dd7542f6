import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { skipWithout, useControlPlane } from "../control-plane/index.ts";
import { markedPassword, runSql, ScriptServer } from "../scripts/servers.ts";
import type { OperatorProcess } from "./operator-process.ts";
import { columnsOf, installCrds, schema, World } from "./world.ts";

const plane = await useControlPlane();
const users = "CREATE TABLE users (id bigint PRIMARY KEY);";
const usersWithName = "CREATE TABLE users (id bigint PRIMARY KEY, name text);";
const named = (name: string) => ({ metadata: { name }, apiVersion: "v1" });

describe("an operator on a cluster", { skip: skipWithout(plane), concurrency: 3, timeout: 180_000 }, () => {
  if (plane.unavailable !== undefined) return;
  const server = new ScriptServer(16);
  let world: World;
  let operator: OperatorProcess;

  before(async () => {
    await installCrds(plane);
    world = await World.open(plane, server);
    operator = await world.operator("--drift-interval=2s");
  });
  after(async () => {
    await operator[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
    await plane[Symbol.asyncDispose]();
  });

  it("makes an applied resource Ready, and says so in an event", async () => {
    const { url } = await server.freshDatabase();
    await world.apply(schema("plain", { url, schema: { sql: users } }));
    await world.ready("plain");
    assert.equal(await columnsOf(url, "users"), "id");
    await world.until("the event is there", async () => (await world.events("plain")).includes("Applied"));
    const described = await world.kubectl(["describe", "atlasschema", "plain"]);
    assert.match(described, /Normal\s+Applied\s+\S+\s+atlasschema-controller\s+Applied schema/);
  });

  it("acts when a ConfigMap or a Secret that a resource names changes", async () => {
    const [first, second] = [await server.freshDatabase(), await server.freshDatabase()];
    const configMap = (sql: string) => ({
      ...named("desired"),
      kind: "ConfigMap",
      data: { "schema.sql": sql },
    });
    const secret = (url: string) => ({ ...named("target"), kind: "Secret", stringData: { url } });
    await world.apply(
      configMap(users),
      secret(first.url),
      schema("refers", {
        urlFrom: { secretKeyRef: { name: "target", key: "url" } },
        schema: { configMapKeyRef: { name: "desired", key: "schema.sql" } },
      }),
    );
    await world.ready("refers");
    await world.apply(configMap(usersWithName));
    await world.until("the column is there", async () => (await columnsOf(first.url, "users")) === "id name");
    await world.apply(secret(second.url));
    await world.until(
      "the other database has the table",
      async () => (await columnsOf(second.url, "users")) === "id name",
    );
    await world.ready("refers");
  });

  it("names what is wrong with a resource, and recovers when that is mended", async () => {
    const { url } = await server.freshDatabase();
    const secret = (key: string) => ({ ...named("partial"), kind: "Secret", stringData: { [key]: url } });
    const urlFrom = { secretKeyRef: { name: "partial", key: "url" } };
    await world.apply(secret("other"), schema("partial", { urlFrom, schema: { sql: users } }));
    await world.reason("partial", "ReadSchema");
    const missing = await world.condition("partial");
    assert.equal(missing?.status, "False");
    assert.match(missing.message, /partial does not contain key "url"/);

    await world.apply(schema("malformed", { url, schema: { sql: "CREATE TABLE t (id nothing);" } }));
    await world.reason("malformed", "CalculatingHash");
    assert.match((await world.condition("malformed"))?.message ?? "", /type "nothing" does not exist/);
    await world.apply(schema("unread", { url: "mystery://host/db", schema: { sql: users } }));
    await world.reason("unread", "ReadSchema");
    assert.match((await world.condition("unread"))?.message ?? "", /mystery/);

    await world.apply(secret("url"));
    await world.ready("partial");
  });

  it("says wrong password and missing permission in the condition, and recovers from both", async () => {
    const { url, name, port } = await server.freshDatabase();
    const role = `clerk_${name}`;
    await runSql(
      url,
      `CREATE ROLE ${role} LOGIN PASSWORD 'right'; REVOKE CREATE ON SCHEMA public FROM PUBLIC`,
    );
    const as = (password: string) =>
      `postgres://${role}:${password}@127.0.0.1:${port}/${name}?sslmode=disable&search_path=public`;
    const resource = (password: string) =>
      schema("clerk", { url: as(password), schema: { sql: users }, backoffLimit: 0 });
    await world.apply(resource("Wr0ng-pass"));
    await world.until("the password is refused", async () =>
      /password authentication failed/.test((await world.condition("clerk"))?.message ?? ""),
    );
    await world.apply(resource("right"));
    await world.reason("clerk", "ApplyingSchema");
    assert.match((await world.condition("clerk"))?.message ?? "", /permission denied for schema public/);

    await runSql(url, `GRANT CREATE ON SCHEMA public TO ${role}`);
    await world.ready("clerk");
    assert.doesNotMatch(operator.log, /Wr0ng-pass/);
  });

  it("refuses to destroy anything on the first run", async () => {
    const { url } = await server.freshDatabase();
    await runSql(url, "CREATE TABLE precious (id int)");
    await world.apply(schema("guarded", { url, schema: { sql: users } }));
    await world.reason("guarded", "FirstRunDestructive");
    assert.match((await world.condition("guarded"))?.message ?? "", /DROP TABLE "public"."precious"/);
    assert.equal(await columnsOf(url, "precious"), "id");
    assert.equal(await columnsOf(url, "users"), "");
  });

  it("notices what was changed by hand, and mends it", async () => {
    const { url } = await server.freshDatabase();
    await world.apply(schema("drifts", { url, schema: { sql: usersWithName } }));
    await world.ready("drifts");
    await runSql(url, "ALTER TABLE users DROP COLUMN name");
    await world.until("the column is back", async () => (await columnsOf(url, "users")) === "id name");
    await world.until("the event is there", async () => (await world.events("drifts")).includes("Drift"));
  });

  it("shows the password in no status, event or log", async () => {
    const { url, name } = await server.freshDatabase();
    // Failures quote most: a server that is away, a statement that fails, a resource that changes its mind.
    const away = url.replace(/127\.0\.0\.1:\d+/, "127.0.0.1:1");
    await world.apply(
      schema("leaks-away", { url: away, schema: { sql: users } }),
      schema("leaks-text", { url, schema: { sql: `CREATE TABLE "${name}" (id nothing);` } }),
      schema("leaks-url", { url: url.replace("postgres:", "unknown:"), schema: { sql: users } }),
      schema("leaks-not", { url, schema: { sql: users } }),
    );
    await world.ready("leaks-not");
    for (const failing of ["leaks-away", "leaks-text", "leaks-url"])
      await world.until(
        `${failing} fails`,
        async () => (await world.condition(failing, "Stalled"))?.status === "True",
      );
    const statuses = await world.kubectl(["get", "atlasschema", "-o", "jsonpath={.items[*].status}"]);
    const events = await world.kubectl(["get", "events", "-o", "json"]);
    for (const text of [statuses, events, operator.log]) {
      assert.ok(text.length > 0);
      assert.ok(!text.includes(markedPassword));
    }
  });
});

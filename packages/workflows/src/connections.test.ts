import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AtlasError, type DatabaseUrl, type Driver, Secret } from "@atlas/core";
import { Connections } from "./connections.ts";
import type { Target } from "./dialects.ts";

describe("connections of many runs", () => {
  it("are moved from one schema to the next", async () => {
    const { opened, closed, target } = server();
    await using connections = new Connections();
    for (const schema of ["a", "b", "c"])
      await connections.use(target("one", schema), {}, async (driver) => {
        assert.equal(driver.bound, schema);
      });
    assert.deepEqual(opened, ["one/a"]);
    assert.deepEqual(closed, []);
  });

  it("are as many as there are runs at a time", async () => {
    const { opened, closed, target } = server();
    {
      await using connections = new Connections();
      const use = (database: string, schema: string): Promise<void> =>
        connections.use(target(database, schema), {}, () => new Promise((resolve) => setImmediate(resolve)));
      await Promise.all([use("one", "a"), use("one", "b")]);
      await Promise.all([use("one", "c"), use("two", "a")]);
      assert.deepEqual(opened, ["one/a", "one/b", "two/a"]);
      assert.equal(closed.length, 1);
    }
    assert.equal(closed.length, 3);
  });

  it("are not used again after a failure", async () => {
    const { opened, closed, target } = server();
    await using connections = new Connections();
    const failing = connections.use(target("one", "a"), {}, async () => {
      throw new Error("broken");
    });
    await assert.rejects(failing, /broken/);
    await connections.use(target("one", "b"), {}, async () => {});
    assert.deepEqual(opened, ["one/a", "one/b"]);
    assert.deepEqual(closed, ["one/a"]);
  });

  it("that broke while they waited are replaced", async () => {
    const { opened, target, broken } = server();
    await using connections = new Connections();
    await connections.use(target("one", "a"), {}, async () => {});
    broken.add("one/a");
    await connections.use(target("one", "b"), {}, async () => {});
    assert.deepEqual(opened, ["one/a", "one/b"]);
  });
});

/** Databases whose connections do nothing but be opened, moved and closed. */
function server() {
  const opened: string[] = [];
  const closed: string[] = [];
  const broken = new Set<string>();
  const nameOf = (url: DatabaseUrl): string => url.secret.reveal();
  const driverOf = (first: string, url: DatabaseUrl): Driver => {
    const driver: Partial<Driver> = {
      bound: url.bound,
      moveTo: async (next) => {
        if (broken.has(first)) throw new AtlasError("E_CONNECTION_LOST", "it broke");
        return nameOf(next).split("/")[0] === first.split("/")[0] ? driverOf(first, next) : undefined;
      },
      [Symbol.asyncDispose]: async () => void closed.push(first),
    };
    return driver as Driver; // Nothing else of it is used here.
  };
  const dialect: Partial<Target["dialect"]> = {
    connect: async (url) => {
      opened.push(nameOf(url));
      return driverOf(nameOf(url), url);
    },
  };
  const target = (database: string, schema: string): Target => ({
    dialect: dialect as Target["dialect"], // The same.
    url: {
      dialect: "test",
      bound: schema,
      secret: new Secret(`${database}/${schema}`),
      redacted: "",
      secrets: [],
    },
  });
  return { opened, closed, broken, target };
}

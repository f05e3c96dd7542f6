import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { AtlasError, type Driver, Secret } from "@atlas/core";
import { mysql } from "@atlas/dialect-mysql";
import { closeServers, mysqlServers } from "../databases.ts";

after(() => closeServers());

const once = { timeoutMs: 0 };

const name = "atlas_apply";

for (const { label, flavour, open } of mysqlServers())
  describe(`a lock on ${label}`, () => {
    it("keeps out who works on the same database, until it is let go", async () => {
      await using database = await open();
      await using holder = await database.connect();
      await using driver = await database.connect();
      {
        await using _lock = await holder.lock(name);
        await assert.rejects(driver.lock(name, once), { code: "E_LOCK_TIMEOUT" });
        await using _another = await driver.lock("another", once);
      }
      await using _now = await driver.lock(name, once);
    });

    it("is let go by a connection that ends", async () => {
      await using database = await open();
      {
        await using holder = await database.connect();
        await holder.lock(name);
      }
      await using driver = await database.connect();
      await using _lock = await driver.lock(name, { timeoutMs: 5_000 });
    });

    it("does not keep out who works on another database, and the whole server keeps out everybody", async () => {
      await using server = await open({ bound: false });
      await server.raw("CREATE DATABASE one; CREATE DATABASE other");
      const connect = (schema: string): Promise<Driver> =>
        mysql.connect(mysql.parseUrl(new Secret(`${server.url.secret.reveal()}?database=${schema}`)));
      await using one = await connect("one");
      await using other = await connect("other");
      await using whole = await server.connect();
      {
        await using _one = await one.lock(name, once);
        await using _other = await other.lock(name, once);
        await assert.rejects(whole.lock(name, once), { code: "E_LOCK_TIMEOUT" });
        // Who gave up holds nothing.
        await using again = await server.connect();
        await assert.rejects(again.lock(name, once), { code: "E_LOCK_TIMEOUT" });
      }
      await using _whole = await whole.lock(name, once);
      await assert.rejects(one.lock(name, once), { code: "E_LOCK_TIMEOUT" });
      await using another = await connect("one");
      await assert.rejects(another.lock(name, once), { code: "E_LOCK_TIMEOUT" });
    });

    it("keeps out and is kept out by other versions, which know nothing of databases", async () => {
      await using server = await open({ bound: false });
      await server.raw("CREATE DATABASE one; CREATE DATABASE other");
      const connect = (schema: string): Promise<Driver> =>
        mysql.connect(mysql.parseUrl(new Secret(`${server.url.secret.reveal()}?database=${schema}`)));
      await using one = await connect("one");
      await using other = await connect("other");
      await using old = await server.connect();
      const ask = async (sql: string): Promise<string> => String((await old.query?.(sql, []))?.rows[0]?.[0]);
      {
        await using _one = await one.lock(name, once);
        assert.equal(await ask(`SELECT GET_LOCK('${name}', 0)`), "0");
        await using _other = await other.lock(name, once);
      }
      assert.equal(await ask(`SELECT GET_LOCK('${name}', 0)`), "1");
      await assert.rejects(one.lock(name, once), { code: "E_LOCK_TIMEOUT" });
      assert.equal(await ask(`SELECT RELEASE_LOCK('${name}')`), "1");
      await using _again = await one.lock(name, once);
    });

    it("is given to one of many who want it at once, and then to the next", async () => {
      await using database = await open();
      await using stack = new AsyncDisposableStack();
      const drivers = await Promise.all(Array.from({ length: 4 }, () => database.connect()));
      for (const driver of drivers) stack.use(driver);
      let inside = 0;
      await Promise.all(
        drivers.map(async (driver) => {
          await using _lock = await driver.lock(name, { timeoutMs: 20_000 });
          assert.equal(++inside, 1);
          await driver.execute("DO SLEEP(0.05)");
          inside--;
        }),
      );
    });

    it("tells once who is waited for", async () => {
      await using database = await open({ settings: { "performance-schema": "ON" } });
      await using holder = await mysql.connect(database.url, { applicationName: "nightly" });
      await using driver = await database.connect();
      await using _lock = await holder.lock(name);
      const told: (string | undefined)[] = [];
      const waiting = driver.lock(name, { timeoutMs: 300, onWait: (who) => told.push(who) });
      await assert.rejects(waiting, (error: unknown) => {
        assert.ok(error instanceof AtlasError);
        assert.match(error.hint ?? "", /connection \d+ of root@localhost/);
        return true;
      });
      assert.equal(told.length, 1);
      assert.match(String(told[0]), flavour === "mysql" ? /^nightly \(connection/ : /connection/);
    });

    it("is not waited for any longer when the work is cancelled", async () => {
      await using database = await open();
      await using holder = await database.connect();
      await using driver = await database.connect();
      await using _lock = await holder.lock(name);
      const signal = AbortSignal.timeout(100);
      await assert.rejects(driver.lock(name, { timeoutMs: 60_000, signal }), { code: "E_CANCELLED" });
    });

    it("takes names of any length and letters", async () => {
      await using database = await open();
      await using holder = await database.connect();
      await using driver = await database.connect();
      const long = `it's a \\ lock ${"ü".repeat(100)}`;
      await using _lock = await holder.lock(long, once);
      await assert.rejects(driver.lock(long, once), { code: "E_LOCK_TIMEOUT" });
      await using _other = await driver.lock(`${long}!`, once);
    });
  });

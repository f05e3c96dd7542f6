import assert from "node:assert/strict";
import { connect as connectSocket, createServer, type Socket } from "node:net";
import { after, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { AtlasError, type Driver, Secret } from "@atlas/core";
import { startMysql } from "@atlas/dev-database";
import { mysql } from "@atlas/dialect-mysql";
import { closeServers, mysqlServers, type TestDatabase } from "../databases.ts";

after(() => closeServers());

/** Two rows, so that being stopped in the first is an error and not the result of SLEEP. */
const slow = "SELECT SUM(SLEEP(60)) FROM (SELECT 1 AS a UNION SELECT 2) AS two";

const connect = (url: string): Promise<Driver> => mysql.connect(mysql.parseUrl(new Secret(url)));

for (const { label, flavour, build, open } of mysqlServers())
  describe(`a connection to ${label}`, () => {
    it("takes one round trip to begin with", async () => {
      await using database = await open();
      await using driver = await database.connect();
      assert.equal(driver.roundTrips, 1);
      assert.match(driver.version, new RegExp(`^${label.replace(/^\w+ /, "").replace(".", "\\.")}`));
    });

    it("says that a database is missing", async () => {
      await using database = await open();
      const url = database.url.secret.reveal().replace(String(database.url.bound), "nothere");
      await assert.rejects(connect(url), {
        code: "E_INPUT",
        message: 'mysql: schema "nothere" was not found',
      });
    });

    it("says that nobody listens, and that an account is refused", async () => {
      await using database = await open();
      const url = database.url.secret.reveal();
      await assert.rejects(connect("mysql+unix://root@/nothere/s.sock"), { code: "E_CONNECT" });
      await database.raw("CREATE USER IF NOT EXISTS jo@localhost IDENTIFIED BY 'right'");
      const wrong = url.replace(/:\/\/[^/]*\//, "://jo:wrong@/");
      await assert.rejects(connect(wrong), (error: unknown) => {
        assert.ok(error instanceof AtlasError && error.code === "E_AUTH");
        assert.doesNotMatch(`${error.message} ${error.hint}`, /wrong/);
        return true;
      });
    });

    it("begins with what the URL sets", async () => {
      await using database = await open();
      await using driver = await connect(
        `${database.url.secret.reveal()}&sql_mode=ANSI_QUOTES&lock_wait_timeout=7`,
      );
      const { rows } = await driver.query!("SELECT @@sql_mode, @@lock_wait_timeout", []);
      assert.deepEqual(rows, [["ANSI_QUOTES", 7]]);
    });

    it("has the collation for Unicode that the server gives to its own clients", async () => {
      await using database = await open();
      await using driver = await database.connect();
      const { rows } = await driver.query!(
        "SELECT @@character_set_client, @@collation_connection, @@sql_mode LIKE '%IGNORE_SPACE%'",
        [],
      );
      const [own] = await database
        .raw("SET NAMES utf8mb4; SELECT @@collation_connection AS c")
        .then((answers) => answers.at(-1) ?? []);
      assert.deepEqual(rows, [["utf8mb4", own?.["c"], 0]]);
    });

    it("stops a statement when asked, and lives on", async () => {
      await using database = await open();
      await using driver = await database.connect();
      const signal = AbortSignal.timeout(200);
      await assert.rejects(driver.execute(slow, { signal }), { code: "E_CANCELLED" });
      await driver.execute("CREATE TABLE t (id int)");
      assert.deepEqual(await tablesOf(database), ["t"]);
    });

    it("says that a statement may go on where the server cannot be asked to stop it", async () => {
      await using database = await open();
      await database.raw(
        "CREATE USER IF NOT EXISTS single@localhost IDENTIFIED BY 'pass' WITH MAX_USER_CONNECTIONS 1",
      );
      const url = `mysql+unix://single:pass@${/\/\/[^/]*(\/[^?]*)/.exec(database.url.secret.reveal())?.[1]}`;
      await using driver = await connect(url);
      await assert.rejects(driver.execute(slow, { signal: AbortSignal.timeout(200) }), {
        code: "E_CONNECTION_LOST",
      });
      await database.raw(
        "SELECT CONCAT('KILL ', id) INTO @kill FROM information_schema.processlist WHERE user = 'single' LIMIT 1; PREPARE s FROM @kill; EXECUTE s",
      );
    });

    it("keeps a statement to its time, and the session to its own afterwards", async () => {
      await using database = await open();
      await using driver = await database.connect();
      await assert.rejects(driver.execute(slow, { statementTimeoutMs: 200 }), { code: "E_TIMEOUT" });
      await driver.execute("SELECT 1");
    });

    it("waits for a lock as long as it is told, and not at all changed afterwards", async () => {
      await using database = await open();
      await database.raw("CREATE TABLE t (id int); INSERT INTO t VALUES (1)");
      await using holder = await database.connect();
      await using driver = await database.connect();
      const waits = "SELECT @@lock_wait_timeout, @@innodb_lock_wait_timeout";
      const own = await driver.query!(waits, []);
      await holder.begin();
      await holder.execute("UPDATE t SET id = 2");
      const alter = "ALTER TABLE t ADD COLUMN v int";
      await assert.rejects(driver.execute(alter, { lockTimeoutMs: 500 }), { code: "E_LOCK_TIMEOUT" });
      await assert.rejects(driver.execute("UPDATE t SET id = 3", { lockTimeoutMs: 500 }), {
        code: "E_LOCK_TIMEOUT",
      });
      const endless = { lockTimeoutMs: 0, signal: AbortSignal.timeout(300) };
      await assert.rejects(driver.execute(alter, endless), { code: "E_CANCELLED" });
      await holder.rollback();
      await driver.execute(alter);
      assert.deepEqual(await driver.query!(waits, []), own);
    });

    it("keeps what it does also on a server that waits for every COMMIT", async () => {
      await using database = await open({ settings: { autocommit: "OFF" } });
      {
        await using driver = await database.connect();
        await driver.execute("CREATE TABLE t (id int)");
        await driver.execute("INSERT INTO t VALUES (1)");
      }
      await using driver = await database.connect();
      assert.deepEqual((await driver.query!("SELECT id FROM t", [])).rows, [[1]]);
    });

    it("holds rows in a transaction", async () => {
      await using database = await open();
      await database.raw("CREATE TABLE t (id int)");
      await using driver = await database.connect();
      for (const ending of ["rollback", "commit"] as const) {
        await driver.begin();
        await driver.execute("INSERT INTO t VALUES (1)");
        await driver[ending]();
      }
      assert.deepEqual((await database.raw("SELECT COUNT(*) AS n FROM t"))[0], [{ n: 1 }]);
    });

    it("says that it was lost in the middle of a statement, whose outcome is then in doubt", async () => {
      await using server = await startMysql({ build });
      await using driver = await connect(server.url.reveal());
      const running = driver.execute(slow);
      const lost = assert.rejects(running, { code: "E_CONNECTION_LOST" });
      await sleep(200);
      await server.kill();
      await lost;
      await assert.rejects(driver.execute("SELECT 1"), { code: "E_CONNECTION_LOST" });
    });

    it("does not leave a statement running when the connection is lost and the server goes on", async () => {
      const password = new Secret("pass");
      await using server = await startMysql({ build, listen: { port: 0, password } });
      await using proxy = await startProxy(server.port ?? 0);
      await using holder = await connect(server.url.reveal());
      for (const sql of ["CREATE DATABASE d", "CREATE TABLE d.t (id int)"]) await holder.execute(sql);
      await using driver = await connect(`mysql://root:pass@127.0.0.1:${proxy.port}/d`);
      await holder.begin();
      await holder.execute("SELECT * FROM d.t");
      const lost = assert.rejects(driver.execute("ALTER TABLE t ADD COLUMN v int"), {
        code: "E_CONNECTION_LOST",
      });
      await sleep(300);
      proxy.cut();
      await lost;
      const running = "SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE 'ALTER%'";
      assert.deepEqual((await holder.query!(running, [])).rows, [[0]]);
      await holder.commit();
      assert.equal((await holder.query!("SHOW COLUMNS FROM d.t", [])).rows.length, 1);
    });

    it("refuses a statement that the server could not take, before it costs the connection", async () => {
      await using database = await open({ settings: { "max-allowed-packet": 1_048_576 } });
      await using driver = await database.connect();
      await assert.rejects(driver.execute(`SELECT '${"x".repeat(1_048_576)}'`), (error: unknown) => {
        assert.ok(error instanceof AtlasError && error.code === "E_SQL");
        assert.deepEqual(error.details, { errno: 1153, sizeBytes: 1_048_585, limitBytes: 1_048_576 });
        return true;
      });
      await driver.execute("SELECT 1");
    });

    it("moves to another database, and says when there is none", async () => {
      await using database = await open({ bound: false });
      await database.raw("CREATE DATABASE one; CREATE DATABASE `the other`");
      const url = (name: string) => `${database.url.secret.reveal()}?database=${encodeURIComponent(name)}`;
      await using driver = await connect(url("one"));
      const moved = await driver.moveTo!(mysql.parseUrl(new Secret(url("the other"))));
      assert.equal(moved?.bound, "the other");
      assert.deepEqual((await moved.query!("SELECT DATABASE()", [])).rows, [["the other"]]);
      await assert.rejects(driver.moveTo!(mysql.parseUrl(new Secret(url("nothere")))), { code: "E_INPUT" });
    });

    it("knows itself by whatever name, and nothing else", async () => {
      await using one = await open();
      await using other = await open();
      await using elsewhere = await open({ settings: { "max-allowed-packet": 2_097_152 } });
      const ids = await Promise.all(
        [one, one, other, elsewhere].map(async (database) => {
          await using driver = await database.connect();
          return driver.identity?.();
        }),
      );
      assert.equal(ids[0], ids[1]);
      assert.equal(new Set(ids).size, 3);
    });

    // MySQL takes the setting only when its data are made.
    if (flavour === "mariadb")
      it("calls its database as a server does that writes names in small letters", async () => {
        await using database = await open({ bound: false, settings: { "lower-case-table-names": 1 } });
        await database.raw("CREATE DATABASE Shop; CREATE TABLE Shop.T (id int)");
        await using driver = await connect(`${database.url.secret.reveal()}?database=SHOP`);
        assert.equal(driver.bound, "shop");
        assert.equal(await driver.dirt(), 'found table "t" in schema "shop"');
        assert.deepEqual(await driver.outside?.(), []);
        assert.equal((await driver.tableSizes([{ kind: "table", schema: "", name: "T" }])).length, 1);
      });

    it("measures tables in one round trip", async () => {
      await using database = await open();
      await database.raw(
        "CREATE TABLE t (id int PRIMARY KEY, v char(200)); INSERT INTO t VALUES (1, 'x'), (2, 'y'); CREATE VIEW w AS SELECT 1 AS a",
      );
      await using driver = await database.connect();
      const before = driver.roundTrips;
      const refs = ["t", "w", "nothere"].map((name) => ({ kind: "table", schema: "", name }));
      const [size, ...rest] = await driver.tableSizes(refs);
      assert.deepEqual(rest, []);
      assert.equal(size?.table.name, "t");
      assert.equal(size.rows, 2);
      assert.ok(size.sizeBytes >= 4_096);
      assert.equal(driver.roundTrips, before + 1);
    });
  });

async function tablesOf(database: TestDatabase): Promise<readonly unknown[]> {
  const [rows = []] = await database.raw("SHOW TABLES");
  return rows.flatMap((row) => Object.values(row));
}

interface Proxy extends AsyncDisposable {
  readonly port: number;
  /** Ends all connections that there are, without a word to the server. */
  cut(): void;
}

/** Stands between a client and the server; what is cut here the server does not hear of. */
async function startProxy(target: number): Promise<Proxy> {
  const clients = new Set<Socket>();
  const servers = new Set<Socket>();
  const proxy = createServer((client) => {
    const server = connectSocket(target, "127.0.0.1");
    clients.add(client);
    servers.add(server);
    for (const each of [client, server]) each.on("error", () => {});
    client.on("data", (data) => server.write(data));
    server.on("data", (data) => client.write(data));
    server.on("end", () => client.end());
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  proxy.listen(0, "127.0.0.1", resolve);
  await promise;
  const address = proxy.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    cut: () => {
      for (const client of clients) client.destroy();
      clients.clear();
    },
    [Symbol.asyncDispose]: async () => {
      for (const each of [...clients, ...servers]) each.destroy();
      proxy.close();
    },
  };
}

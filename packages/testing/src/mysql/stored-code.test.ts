import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { defaultPolicy, type Driver, type SchemaObject, type State } from "@atlas/core";
import { applyPlan, makePlan, printSteps, provePlan } from "@atlas/engine";
import { splitStatements } from "@atlas/sql";
import { closeServers, isSince, mysqlServers } from "../databases.ts";

after(() => closeServers());

const scope = { schemas: [] };
const table = "CREATE TABLE t (id int PRIMARY KEY, n int)";

async function run(driver: Driver, sql: string): Promise<void> {
  await driver.runScript(splitStatements(sql, "test.sql", driver.dialect.syntax));
}

async function change(driver: Driver, to: State): Promise<readonly string[]> {
  const from = await driver.inspect(scope);
  const plan = makePlan(driver.dialect, from, to, { indent: "", policy: defaultPolicy });
  await applyPlan(driver, plan, { lockRetries: 0 });
  const again = makePlan(driver.dialect, await driver.inspect(scope), to, {
    indent: "",
    policy: defaultPolicy,
  });
  assert.deepEqual(
    again.steps.map(({ sql }) => sql),
    [],
  );
  return plan.steps.map(({ sql }) => sql);
}

function accessOf(state: State, name: string): unknown {
  return state.objects.find((object: SchemaObject) => object.name === name)?.access;
}

for (const server of mysqlServers())
  describe(`stored code on ${server.label}`, () => {
    const { flavour, open } = server;

    it("stays that of its definer, who is compared only where the desired state names one", async () => {
      await using target = await open();
      await using pattern = await open();
      await using driver = await target.connect();
      await using other = await pattern.connect();
      await target.raw("CREATE USER IF NOT EXISTS owner@localhost");
      await run(
        driver,
        `${table}; CREATE DEFINER=owner@localhost VIEW v AS SELECT id FROM t;
        CREATE DEFINER=owner@localhost FUNCTION f() RETURNS int DETERMINISTIC RETURN 1;
        CREATE DEFINER=owner@localhost TRIGGER r BEFORE INSERT ON t FOR EACH ROW SET NEW.n = 1;
        CREATE DEFINER=owner@localhost EVENT e ON SCHEDULE EVERY 1 DAY DO SET @a = 1;`,
      );
      const code = (n: number, definer = ""): string => `
        CREATE OR REPLACE ${definer} VIEW v AS SELECT id + ${n} AS id FROM t; DROP FUNCTION IF EXISTS f;
        CREATE ${definer} FUNCTION f() RETURNS int DETERMINISTIC RETURN ${n}; DROP TRIGGER IF EXISTS r;
        CREATE ${definer} TRIGGER r BEFORE INSERT ON t FOR EACH ROW SET NEW.n = ${n}; DROP EVENT IF EXISTS e;
        CREATE ${definer} EVENT e ON SCHEDULE EVERY 1 DAY DO SET @a = ${n};`;
      const definers = async (): Promise<readonly unknown[]> => {
        const state = await driver.inspect(scope);
        const found = ["v", "f", "r", "e"].map((name) => accessOf(state, name));
        // What was read has a definer.
        return found.map((access) => (access as { readonly definer: string }).definer);
      };
      await run(other, `${table};${code(2)}`);
      assert.notDeepEqual(await change(driver, await other.inspect(scope)), []);
      assert.deepEqual(await definers(), Array(4).fill("owner@localhost"));
      await run(other, code(2, "DEFINER=another@localhost"));
      await target.raw("CREATE USER IF NOT EXISTS another@localhost");
      assert.notDeepEqual(await change(driver, await other.inspect(scope)), []);
      assert.deepEqual(await definers(), Array(4).fill("another@localhost"));
    });

    it("is said to need an account that nothing belonged to so far", async () => {
      await using target = await open();
      await using driver = await target.connect();
      const from = await driver.inspect(scope);
      await run(
        driver,
        `${table}; CREATE DEFINER=ghost@nowhere TRIGGER r BEFORE INSERT ON t FOR EACH ROW SET NEW.n = 1`,
      );
      const plan = makePlan(driver.dialect, from, await driver.inspect(scope), {
        indent: "",
        policy: defaultPolicy,
      });
      assert.deepEqual(
        plan.steps.map(({ remarks }) => remarks),
        [undefined, ["it runs with the rights of ghost@nowhere: the server has to have this account"]],
      );
    });

    it("keeps who may run it", async () => {
      await using target = await open();
      await using pattern = await open();
      await using driver = await target.connect();
      await using other = await pattern.connect();
      await run(driver, "CREATE PROCEDURE p() SELECT 1");
      await target.raw("CREATE USER IF NOT EXISTS runner@localhost");
      await target.raw(`GRANT EXECUTE ON PROCEDURE p TO runner@localhost WITH GRANT OPTION`);
      const before = accessOf(await driver.inspect(scope), "p");
      await run(other, "CREATE PROCEDURE p() SELECT 2");
      const sql = await change(driver, await other.inspect(scope));
      assert.deepEqual(accessOf(await driver.inspect(scope), "p"), before);
      assert.equal(sql.length, flavour === "mariadb" ? 1 : 3);
    });

    it("is not compared by a mode that nobody chose", async () => {
      await using target = await open({ settings: { "sql-mode": "PIPES_AS_CONCAT" } });
      await using pattern = await open();
      await using driver = await target.connect();
      await using other = await pattern.connect();
      const code = `${table}; CREATE PROCEDURE p() SELECT 1 || 2;
        CREATE TRIGGER r BEFORE INSERT ON t FOR EACH ROW SET NEW.n = 1;
        CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO SET @a = 1`;
      await run(driver, code);
      await run(other, code);
      assert.deepEqual(await change(driver, await other.inspect(scope)), []);
    });

    it("gets the settings of its session again", async () => {
      await using target = await open();
      await using pattern = await open();
      await using driver = await target.connect();
      await using other = await pattern.connect();
      await run(
        other,
        `${table}; SET sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES', time_zone = '+03:00';
        CREATE TRIGGER r BEFORE INSERT ON t FOR EACH ROW SET NEW."n" = 1;
        CREATE EVENT e ON SCHEDULE EVERY 1 DAY STARTS '2035-01-01 00:00:00' COMMENT 'a\\b' DO SET @a = 'b\\n';
        SET sql_mode = DEFAULT, time_zone = DEFAULT;`,
      );
      await run(driver, table);
      const desired = await other.inspect(scope);
      await change(driver, desired);
      const present = await driver.inspect(scope);
      assert.equal(driver.dialect.hcl.print(present, "s"), driver.dialect.hcl.print(desired, "s"));
      assert.match(driver.dialect.hcl.print(present, "s"), /time_zone = "\+03:00"/);
    });

    it("is dropped and replaced when it is broken", async () => {
      await using target = await open();
      await using pattern = await open();
      await using driver = await target.connect();
      await using other = await pattern.connect();
      await run(
        driver,
        `${table}; CREATE VIEW v AS SELECT id FROM t WITH CHECK OPTION; CREATE VIEW w AS SELECT id FROM v; DROP TABLE t`,
      );
      await run(other, "CREATE VIEW w AS SELECT 1 AS id");
      const [present, desired] = [await driver.inspect(scope), await other.inspect(scope)];
      const plan = makePlan(driver.dialect, present, desired, { indent: "", policy: defaultPolicy });
      await run(other, "DROP VIEW w");
      const scratch = { driver: other, isPrivate: false };
      const proof = await provePlan(driver.dialect, plan, present, desired, scratch, defaultPolicy);
      assert.equal(proof.proven, true);
      const sql = await change(driver, desired);
      assert.deepEqual(
        sql.map((each) => each.replace(/ AS .*/, "")),
        ["CREATE OR REPLACE VIEW `w` (`id`)", "DROP VIEW `v`"],
      );
    });

    if (isSince(server, { mysql: "9.4.0" }))
      it("is named where it cannot be modelled", async () => {
        await using target = await open();
        await using driver = await target.connect();
        const made =
          flavour === "mariadb"
            ? [
                "SET sql_mode = oracle",
                "CREATE FUNCTION o RETURN int AS BEGIN RETURN 1; END",
                "SET sql_mode = DEFAULT",
              ]
            : [
                table,
                "CREATE JSON RELATIONAL DUALITY VIEW o AS SELECT JSON_DUALITY_OBJECT('_id': id) FROM t",
              ];
        for (const sql of made) await target.raw(sql);
        const { unmanaged } = await driver.inspect(scope);
        assert.deepEqual(
          unmanaged.filter(({ kind }) => kind !== "table").map(({ kind, name }) => `${kind} ${name}`),
          [flavour === "mariadb" ? "function (Oracle mode) o" : "json duality view o"],
        );
      });

    it("lies in several schemas", async () => {
      await using target = await open({ bound: false });
      await using pattern = await open({ bound: false });
      await using driver = await target.connect();
      await using other = await pattern.connect();
      const made = (charset: string): string => `CREATE DATABASE a CHARSET ${charset}; CREATE DATABASE b;
        CREATE FUNCTION a.f() RETURNS int DETERMINISTIC RETURN 1; CREATE FUNCTION b.f() RETURNS int DETERMINISTIC RETURN 2;
        CREATE TABLE a.t (id int PRIMARY KEY, n int); USE a; CREATE VIEW b.v AS SELECT t.id, b.f() AS g, a.f() AS f FROM a.t;
        CREATE VIEW v AS SELECT f() AS f; CREATE TRIGGER a.r BEFORE INSERT ON a.t FOR EACH ROW SET NEW.n = f();
        CREATE EVENT b.e ON SCHEDULE EVERY 1 DAY DO SET @a = f();`;
      await run(other, made("ascii"));
      const desired = await other.inspect(scope);
      if (!desired.objects.some(({ kind }) => kind === "table"))
        await run(driver, "CREATE DATABASE a; CREATE TABLE a.t (id int PRIMARY KEY, n int)");
      await change(driver, desired);
      const present = await driver.inspect(scope);
      assert.equal(driver.dialect.hcl.print(present), driver.dialect.hcl.print(desired));
      const text = driver.dialect.hcl.print(desired);
      const { objects } = driver.dialect.hcl.read([{ name: "a.hcl", text }], { bound: false, variables: {} });
      await using third = await open({ bound: false });
      await using reader = await third.connect();
      for (const { sql } of printSteps(driver.dialect, { ...desired, objects }, ""))
        await reader.execute(sql);
      assert.equal(driver.dialect.hcl.print(await reader.inspect(scope)), text);
      await run(other, `ALTER DATABASE a CHARSET utf8mb4 COLLATE utf8mb4_bin`);
      if (flavour === "mariadb") await run(other, `ALTER DATABASE b COMMENT 'it''s'`);
      const sql = await change(driver, await other.inspect(scope));
      assert.deepEqual(sql, [
        "ALTER DATABASE `a` CHARSET utf8mb4 COLLATE utf8mb4_bin",
        ...(flavour === "mariadb" ? ['ALTER DATABASE `b` COMMENT "it\'s"'] : []),
      ]);
    });
  });

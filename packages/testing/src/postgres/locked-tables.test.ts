import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { AtlasError, type Driver, emptyState } from "@atlas/core";
import { ApplyError, applyPlan, makePlan } from "@atlas/engine";
import { closeServers, postgresServer, testMajors } from "../databases.ts";

after(closeServers);

const plain = `CREATE TABLE parent (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
  CREATE TABLE t (
    id serial PRIMARY KEY,
    parent_id bigint REFERENCES parent (id),
    at timestamptz NOT NULL DEFAULT now(),
    name varchar(20) DEFAULT 'nobody' COLLATE "C"
  );
  CREATE INDEX t_name ON t (name DESC) INCLUDE (at);
  COMMENT ON COLUMN t.name IS 'a name';
  INSERT INTO t (name) SELECT 'x' FROM generate_series(1, 1000)`;

const majors = testMajors([13, 16, 18]);
for (const major of majors) {
  const server = postgresServer(major);
  describe(`${server.label}, while somebody holds a table under ACCESS EXCLUSIVE:`, () => {
    it("a state is read and a plan made without waiting", async () => {
      await using database = await server.open();
      await using driver = await database.connect();
      await driver.execute(plain);
      const free = await driver.inspect({ schemas: [] });
      await using other = await database.connect();
      await lockTable(other, "t");
      // A wait would end in E_LOCK_TIMEOUT.
      const seen = await driver.inspect({ schemas: [] });
      assert.deepEqual(seen, free);
      const plan = makePlan(driver.dialect, seen, emptyState(seen), { policy: { skip: [] }, indent: "" });
      assert.ok(plan.steps.length > 0);
    });

    it("sizes are estimates, and a table that was never counted has none", async () => {
      await using database = await server.open();
      await using driver = await database.connect();
      await driver.execute(`${plain}; CREATE TABLE uncounted (x int)`);
      await driver.execute("VACUUM ANALYZE t");
      const refs = ["t", "uncounted"].map((name) => ({ kind: "table", schema: "public", name }));
      const [free] = await driver.tableSizes(refs);
      await using other = await database.connect();
      await lockTable(other, "t");
      const sizes = await driver.tableSizes(refs);
      assert.deepEqual(
        sizes.map(({ table }) => table.name),
        ["t"],
      );
      const [size] = sizes;
      assert.ok(free && size && size.sizeBytes > free.sizeBytes / 2 && size.sizeBytes <= free.sizeBytes);
      assert.equal(size.rows, 1000);
    });

    it("an apply that is cancelled between two tries says what was applied and what was not", async () => {
      await using database = await server.open();
      await using driver = await database.connect();
      await driver.execute("CREATE TABLE a (id int); CREATE TABLE b (id int, x int)");
      const from = await driver.inspect({ schemas: [] });
      await driver.execute("ALTER TABLE a ADD COLUMN x int; ALTER TABLE b DROP COLUMN x");
      const to = await driver.inspect({ schemas: [] });
      await driver.execute("ALTER TABLE a DROP COLUMN x; ALTER TABLE b ADD COLUMN x int");
      const plan = makePlan(driver.dialect, from, to, { policy: { skip: [] }, indent: "" });
      await using other = await database.connect();
      await lockTable(other, "b");

      const cancel = new AbortController();
      const applying = applyPlan(driver, plan, { oneByOne: true, lockTimeoutMs: 20, signal: cancel.signal });
      // After the lock timeout, and long before the 500 ms until the next try are over.
      setTimeout(() => cancel.abort(), 250);
      await assert.rejects(applying, (error) => {
        assert.ok(error instanceof ApplyError, String(error));
        assert.equal(error.code, "E_CANCELLED");
        assert.deepEqual(
          error.report.steps.map(({ status }) => status),
          ["applied", "not_applied"],
        );
        return true;
      });
    });

    // It takes as long as reading waits: once is enough.
    if (major !== majors[0]) return;
    it("an expression that cannot be read is an error that names the table, soon", async () => {
      await using database = await server.open();
      await using driver = await database.connect();
      await driver.execute("CREATE TABLE checked (x int CHECK (x > 0))");
      await using other = await database.connect();
      await lockTable(other, "checked");
      await assert.rejects(driver.inspect({ schemas: [] }), (error) => {
        assert.ok(error instanceof AtlasError);
        assert.equal(error.code, "E_LOCK_TIMEOUT");
        assert.deepEqual(error.details["tables"], ["checked"]);
        return true;
      });
      await other.rollback();
      assert.equal(
        (await driver.inspect({ schemas: [] })).objects.some(({ name }) => name === "checked"),
        true,
      );
    });
  });
}

async function lockTable(driver: Driver, name: string): Promise<void> {
  await driver.begin();
  await driver.execute(`LOCK TABLE ${name} IN ACCESS EXCLUSIVE MODE`);
}

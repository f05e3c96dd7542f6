import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { Plan } from "@atlas/core";
import { ApplyError, applyPlan } from "@atlas/engine";
import { Client } from "pg";
import { closeServers, postgresServer, type TestDatabase, testMajors } from "../databases.ts";
import { lead, online, planFor } from "../postgres/online-run.ts";

after(closeServers);

const before = `CREATE TABLE teams (id int PRIMARY KEY); INSERT INTO teams VALUES (1);
  CREATE TABLE users (id int, email text, age int, team int, old int, CONSTRAINT one UNIQUE (email));
  CREATE INDEX users_old ON users (old);
  INSERT INTO users SELECT n, 'u' || n, n, 1 FROM generate_series(1, 100) n;`;
const desired = `CREATE TABLE teams (id int PRIMARY KEY);
  CREATE TABLE users (id int PRIMARY KEY, email text, age int NOT NULL CONSTRAINT grown CHECK (age > 0),
    team int CONSTRAINT in_team REFERENCES teams (id), old int, CONSTRAINT one UNIQUE (email) INCLUDE (age));
  CREATE INDEX users_age ON users (age);`;

for (const major of testMajors([16])) {
  const server = postgresServer(major);

  /** Applies and fails, with what became of each step. */
  const fails = async (target: TestDatabase, plan: Plan): Promise<readonly string[]> => {
    await using driver = await target.connect();
    const error = await applyPlan(driver, plan, { lockRetries: 0 }).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof ApplyError, String(error));
    return error.report.steps.map(({ status }) => status);
  };

  const invalidIndexes = async (target: TestDatabase): Promise<readonly unknown[]> => {
    const [rows = []] = await target.raw(
      "SELECT indexrelid::regclass::text AS name FROM pg_index WHERE NOT indisvalid ORDER BY 1",
    );
    return rows.map(({ name }) => name);
  };

  /** Holds a transaction open that concurrent builds wait for, until one waits, and then ends that session. */
  const cutOff = async (target: TestDatabase, run: () => Promise<unknown>): Promise<void> => {
    const other = new Client({ connectionString: target.url.secret.reveal() });
    await other.connect();
    try {
      await other.query("BEGIN");
      await other.query("UPDATE users SET age = age WHERE id = 1");
      const running = run().catch((error: unknown) => error);
      let pid: number | undefined;
      while (pid === undefined) {
        await pause(50);
        const [rows = []] = await target.raw(
          "SELECT pid FROM pg_locks WHERE NOT granted AND locktype = 'virtualxid'",
        );
        pid = rows[0] && Number(rows[0]["pid"]);
      }
      await target.raw(`SELECT pg_terminate_backend(${pid})`);
      assert.ok((await running) instanceof Error);
    } finally {
      await other.query("ROLLBACK");
      await other.end();
    }
  };

  describe(`an online change on ${server.label}`, { concurrency: 2 }, () => {
    it("is finished by the next run, wherever it was cut off", async (test) => {
      await using first = await server.open();
      await first.raw(before);
      const { steps } = await planFor(server, first, desired, online);
      assert.ok(steps.length >= 10, "there is something to cut");
      for (let done = 1; done < steps.length; done++) {
        await using target = await server.open();
        await target.raw(before);
        for (const { sql } of steps.slice(0, done)) await target.raw(sql);
        const rest = await lead(server, target, desired, online);
        test.diagnostic(`after ${done} of ${steps.length}: ${rest.length} more`);
        assert.ok(rest.length <= steps.length - done + 1, rest.join("\n"));
        assert.deepEqual(await invalidIndexes(target), []);
      }
    });

    it("is finished on partitions, also where one of them had duplicates", async () => {
      const parts = `CREATE TABLE events (id int, kind text) PARTITION BY LIST (kind);
        CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
        CREATE TABLE events_b PARTITION OF events FOR VALUES IN ('b') PARTITION BY LIST (kind);
        CREATE TABLE events_bb PARTITION OF events_b FOR VALUES IN ('b');`;
      const indexed = `${parts} CREATE UNIQUE INDEX i ON events (id, kind);`;
      await using first = await server.open();
      await first.raw(`${parts} INSERT INTO events VALUES (1, 'a'), (1, 'b'), (1, 'b');`);
      const plan = await planFor(server, first, indexed, online);
      assert.equal((await fails(first, plan)).filter((status) => status === "applied").length, 4);
      await first.raw("DELETE FROM events_b");
      await lead(server, first, indexed, online);
      assert.deepEqual(await invalidIndexes(first), []);
      for (let done = 1; done < plan.steps.length; done++) {
        await using target = await server.open();
        await target.raw(parts);
        for (const { sql } of plan.steps.slice(0, done)) await target.raw(sql);
        await lead(server, target, indexed, online);
        assert.deepEqual(await invalidIndexes(target), []);
      }
    });

    it("is finished without the policy, too", async () => {
      await using first = await server.open();
      await first.raw(before);
      const { steps } = await planFor(server, first, desired, online);
      const done = steps.findIndex(({ sql }) => sql.includes("VALIDATE"));
      for (const { sql } of steps.slice(0, done)) await first.raw(sql);
      await lead(server, first, desired, { skip: [] });
    });

    it("drops and builds anew what duplicates left invalid", async () => {
      await using target = await server.open();
      await target.raw("CREATE TABLE users (id int, age int); INSERT INTO users VALUES (1, 1), (2, 1);");
      const to = "CREATE TABLE users (id int, age int); CREATE UNIQUE INDEX one_age ON users (age);";
      const statuses = await fails(target, await planFor(server, target, to, online));
      assert.deepEqual(statuses, ["not_applied"]);
      assert.deepEqual(await invalidIndexes(target), ["one_age"]);
      const again = await planFor(server, target, to, online);
      assert.deepEqual(again.steps[0]?.remarks, [
        '"one_age" is invalid: a CREATE INDEX CONCURRENTLY left it behind that failed or was cut off',
      ]);
      await target.raw("UPDATE users SET age = id");
      assert.deepEqual(await lead(server, target, to, online), [
        'DROP INDEX CONCURRENTLY "public"."one_age"',
        'CREATE UNIQUE INDEX CONCURRENTLY "one_age" ON "public"."users" ("age")',
      ]);
      assert.deepEqual(await invalidIndexes(target), []);
    });

    it("drops and builds anew what a session left invalid that was ended", async () => {
      await using target = await server.open();
      await target.raw(before);
      const to = `${before.replaceAll(/INSERT[^;]*;/g, "")} CREATE INDEX i ON users (age);`;
      const plan = await planFor(server, target, to, online);
      await cutOff(target, () =>
        fails(target, plan).then((statuses) => Promise.reject(new Error(statuses.join()))),
      );
      assert.deepEqual(await invalidIndexes(target), ["i"]);
      await lead(server, target, to, online);
      assert.deepEqual(await invalidIndexes(target), []);
    });

    it("cleans up what a REINDEX CONCURRENTLY left behind, and says what it is", async () => {
      await using target = await server.open();
      await target.raw(before);
      const same = before.replaceAll(/INSERT[^;]*;/g, "");
      await cutOff(target, async () => {
        const session = new Client({ connectionString: target.url.secret.reveal() });
        session.on("error", () => {});
        await session.connect();
        await session.query("REINDEX INDEX CONCURRENTLY users_old");
      });
      assert.deepEqual(await invalidIndexes(target), ["users_old_ccnew"]);
      const { steps } = await planFor(server, target, same, online);
      assert.match(steps[0]?.remarks?.join() ?? "", /a REINDEX CONCURRENTLY left it behind/);
      assert.deepEqual(await lead(server, target, same, online), [
        'DROP INDEX CONCURRENTLY "public"."users_old_ccnew"',
      ]);
    });

    it("keeps what rows contradict unvalidated until they are mended", async () => {
      await using target = await server.open();
      await target.raw(before);
      await target.raw("INSERT INTO users VALUES (101, 'x', NULL, 9)");
      const to = `CREATE TABLE teams (id int PRIMARY KEY);
        CREATE TABLE users (id int, email text, age int NOT NULL, team int CONSTRAINT in_team REFERENCES teams (id),
          old int, CONSTRAINT one UNIQUE (email));
        CREATE INDEX users_old ON users (old);`;
      const plan = await planFor(server, target, to, online);
      const statuses = await fails(target, plan);
      assert.equal(statuses[0], "applied");
      assert.equal(statuses[1], "not_applied");
      await target.raw("UPDATE users SET age = 1 WHERE id = 101");
      assert.equal((await fails(target, await planFor(server, target, to, online))).at(-1), "not_applied");
      await target.raw("UPDATE users SET team = 1 WHERE id = 101");
      assert.deepEqual(await lead(server, target, to, online), [
        'ALTER TABLE "public"."users" VALIDATE CONSTRAINT "in_team"',
      ]);
    });
  });
}

import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { Secret } from "@atlas/core";
import { createDevDatabases } from "@atlas/dev-database";
import { postgres } from "@atlas/dialect-postgres";
import { Bench } from "./test-bench.ts";

const databases = createDevDatabases();
after(() => databases[Symbol.asyncDispose]());

const plain = "CREATE TABLE users (id int PRIMARY KEY, age int);";
const indexed = `${plain} CREATE INDEX users_age ON users (age);`;

describe("policy.lint.review on PostgreSQL", () => {
  it("is satisfied by a plan that holds nobody up", async () => {
    await using target = await openTarget();
    await using bench = await settled(target.url);
    await bench.change(resource(target.url, indexed, { lint: { review: "WARNING" } }));
    await bench.settle();
    const [state, message] = await bench.ready();
    assert.equal(state, "False/ApplyingSchema");
    assert.match(message, /\n- L2: .*\(PG101\): CREATE INDEX "users_age"/);

    const diff = { concurrent_index: { create: true } };
    await bench.change(resource(target.url, indexed, { lint: { review: "WARNING" }, diff }));
    await bench.settle();
    assert.equal((await bench.ready())[0], "True/Applied");
  });

  it("takes what holds up a large table for an error, and says the same while the table grows", async () => {
    await using target = await openTarget();
    await using bench = await settled(target.url);
    await pretendRows(target.url, 20_000_000);
    await bench.change(resource(target.url, indexed, { lint: { review: "ERROR" } }));
    await bench.settle();
    assert.equal((await bench.ready())[0], "False/ApplyingSchema");
    bench.statuses.length = 0;
    await pretendRows(target.url, 30_000_000);
    await bench.pass();
    assert.deepEqual(bench.statuses, []);

    await pretendRows(target.url, 20);
    await bench.pass();
    assert.equal((await bench.ready())[0], "True/Applied");
  });
});

/** A database of one test on PostgreSQL. */
function openTarget() {
  const url = new Secret("embedded://postgres/16/dev");
  return databases.acquire({ url, dialect: "postgres", targetVersion: undefined, bound: false });
}

function resource(url: Secret<string>, sql: string, policy: object) {
  return { spec: { url: url.reveal(), schema: { sql }, policy } };
}

async function settled(url: Secret<string>): Promise<Bench> {
  const bench = await Bench.open(resource(url, plain, {}));
  await bench.settle();
  assert.equal((await bench.ready())[0], "True/Applied");
  return bench;
}

/** Lets the server think that the table `users` has so many rows. */
async function pretendRows(url: Secret<string>, rows: number): Promise<void> {
  await using driver = await postgres.connect(postgres.parseUrl(url));
  await driver.execute(
    `UPDATE pg_catalog.pg_class SET reltuples = ${rows}, relpages = 1 WHERE relname = 'users'`,
  );
}

import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { Secret } from "@atlas/core";
import { createDevDatabases } from "@atlas/dev-database";
import { Bench } from "./test-bench.ts";

const databases = createDevDatabases();
after(() => databases[Symbol.asyncDispose]());

/** A database of one test on PostgreSQL. */
async function openTarget() {
  const url = new Secret("embedded://postgres/16/dev");
  return databases.acquire({ url, dialect: "postgres", targetVersion: undefined, bound: false });
}

const plain = "CREATE TABLE users (id int PRIMARY KEY, age int);";

describe("on PostgreSQL a resource", () => {
  it("changes indexes while others write, where its policy says so", async () => {
    await using target = await openTarget();
    const url = target.url.reveal();
    const policy = { diff: { concurrent_index: { create: true, drop: true } } };
    await using bench = await Bench.open({ spec: { url, schema: { sql: plain }, policy } });
    await bench.settle();
    const indexed = `${plain} CREATE INDEX users_age ON users (age);`;
    await bench.change({ spec: { url, schema: { sql: indexed }, policy } });
    await bench.settle();
    assert.match(
      (await bench.ready())[1],
      /"Applied":\["CREATE INDEX CONCURRENTLY \\"users_age\\" ON \\"public\\"\.\\"users\\" \(\\"age\\"\)"\]/,
    );
    await bench.change({ spec: { url, schema: { sql: plain }, policy } });
    await bench.settle();
    const [state, message] = await bench.ready();
    assert.equal(state, "True/Applied");
    assert.match(message, /"DROP INDEX CONCURRENTLY \\"public\\"\.\\"users_age\\""/);
  });

  it("adds constraints in steps that hold nobody up, where its policy says so", async () => {
    await using target = await openTarget();
    const url = target.url.reveal();
    const policy = { diff: { online: true } };
    await using bench = await Bench.open({ spec: { url, schema: { sql: plain }, policy } });
    await bench.settle();
    const checked = "CREATE TABLE users (id int PRIMARY KEY, age int CONSTRAINT grown CHECK (age > 0));";
    await bench.change({ spec: { url, schema: { sql: checked }, policy } });
    await bench.settle();
    const [state, message] = await bench.ready();
    assert.equal(state, "True/Applied");
    assert.match(message, /NOT VALID/);
    assert.match(message, /VALIDATE CONSTRAINT/);
  });
});

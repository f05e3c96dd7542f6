import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { conditionOf } from "./status.ts";
import { Bench } from "./test-bench.ts";

const url = "sqlite://app.db";
const users = "CREATE TABLE users (id integer PRIMARY KEY, name text NOT NULL);";
const usersWithBio = "CREATE TABLE users (id integer PRIMARY KEY, name text NOT NULL, bio text);";
const usersWithAge = "CREATE TABLE users (id integer PRIMARY KEY, name text NOT NULL, age int NOT NULL);";

/** A bench whose resource has been brought to a schema, and then gets another under a policy. */
async function changed(from: string, to: string, lint: object, diff: object = {}): Promise<Bench> {
  const bench = await Bench.open({ spec: { url, schema: { sql: from } } });
  await bench.settle();
  assert.equal((await bench.ready())[0], "True/Applied");
  bench.events.length = 0;
  await bench.change({ spec: { url, schema: { sql: to }, policy: { lint, diff } } });
  await bench.settle();
  return bench;
}

describe("policy.lint.review without a registry", () => {
  it("applies a plan in which nothing is found", async () => {
    await using bench = await changed(users, usersWithBio, { review: "WARNING" });
    assert.equal((await bench.ready())[0], "True/Applied");
  });

  it("rejects what it finds, and names it with its code, its place and its statement", async () => {
    await using bench = await changed(users, usersWithAge, { review: "WARNING" });
    const [state, message] = await bench.ready();
    assert.equal(state, "False/ApplyingSchema");
    const [rejected, finding, ...rest] = message.split("\n");
    assert.equal(rejected, "Rejected by review policy: errors or warnings were found");
    assert.match(
      finding ?? "",
      /^- L2: Adding a non-nullable .* column "age" will fail in case table "users" is not empty \(MF103\): ALTER TABLE .users. ADD COLUMN .age./,
    );
    assert.match(rest[0] ?? "", /^spec\.policy\.lint\.review is WARNING: .* registry\.$/);
    assert.deepEqual(bench.columns("users"), ["id", "name"]);
    assert.equal(conditionOf(await bench.status(), "Stalled")?.status, "True");
    assert.deepEqual(
      bench.events.map(({ type, reason, message: text }) => [type, reason, text === message]),
      [["Warning", "Error", true]],
    );
    bench.statuses.length = 0;
    assert.deepEqual(await bench.pass(), { requeueAfterMs: 600_000 });
    assert.deepEqual(bench.statuses, []);
  });

  it("lets warnings pass where only errors are to be reviewed", async () => {
    await using bench = await changed(users, usersWithAge, { review: "ERROR" });
    assert.equal((await bench.ready())[0], "True/Applied");
  });

  it("takes what is destroyed for an error unless the policy says that it is none", async () => {
    await using bench = await changed(usersWithBio, users, { review: "ERROR" });
    const [state, message] = await bench.ready();
    assert.equal(state, "False/ApplyingSchema");
    assert.match(message, /\n- L2: Dropping non-virtual column "bio" \(DS103\): ALTER TABLE/);
    assert.deepEqual(bench.columns("users"), ["id", "name", "bio"]);
    const lint = { review: "ERROR", destructive: { error: false } };
    await bench.change({ spec: { url, schema: { sql: users }, policy: { lint } } });
    await bench.settle();
    assert.equal((await bench.ready())[0], "True/Applied");
  });

  it("lets the destructive policy speak first", async () => {
    await using bench = await changed(usersWithBio, users, {
      review: "ALWAYS",
      destructive: { error: true },
    });
    const [state, message] = await bench.ready();
    assert.equal(state, "False/LintPolicyError");
    assert.match(message, /^destructive changes detected:\n- ALTER TABLE .users. DROP COLUMN .bio.\n\nFind/);
    assert.match(message, /\nFindings:\n- L2: Dropping non-virtual column "bio" \(DS103\): ALTER TABLE/);
  });

  it("always waits for somebody who applies the plan elsewhere", async () => {
    await using bench = await Bench.open({
      spec: { url, schema: { sql: users }, policy: { lint: { review: "ALWAYS" } } },
    });
    await bench.settle();
    const [state, message] = await bench.ready();
    assert.equal(state, "False/ApplyingSchema");
    assert.match(message, /\nspec\.policy\.lint\.review is ALWAYS: every change waits for an approval/);
    assert.deepEqual(bench.columns("users"), []);
    bench.sql(users);
    await bench.pass();
    assert.equal((await bench.ready())[0], "True/Applied");
  });

  it("finds nothing in what the plan leaves out", async () => {
    const from = "CREATE TABLE users (id integer PRIMARY KEY, bio text); CREATE TABLE old (id int);";
    const to = "CREATE TABLE users (id integer PRIMARY KEY, name text);";
    await using bench = await changed(
      from,
      to,
      { review: "WARNING", destructive: { error: true } },
      { skip: { drop_column: true, drop_table: true } },
    );
    assert.equal((await bench.ready())[0], "True/Applied");
    assert.deepEqual(bench.columns("users"), ["id", "bio", "name"]);
    assert.deepEqual(bench.columns("old"), ["id"]);
  });

  it("keeps drift from being healed, and says what differs", async () => {
    const policy = { lint: { review: "ALWAYS", destructive: { error: false } } };
    await using bench = await Bench.open({ spec: { url, schema: { sql: users }, policy } });
    bench.sql(users);
    await bench.settle();
    assert.equal((await bench.ready())[0], "True/Applied");
    bench.events.length = 0;
    bench.sql("ALTER TABLE users ADD COLUMN extra text");
    await bench.settle();
    const [state, message] = await bench.ready();
    assert.equal(state, "False/ApplyingSchema");
    assert.match(message, /\n- L2: Dropping non-virtual column "extra" \(DS103\)/);
    assert.deepEqual(
      bench.events.map(({ reason }) => reason),
      ["Drift", "Error"],
    );
    assert.deepEqual(bench.columns("users"), ["id", "name", "extra"]);
  });

  it("takes a rename for no loss", async () => {
    const to =
      "CREATE TABLE people (\n  id integer PRIMARY KEY,\n  -- atlas:renamed_from name\n  title text NOT NULL);";
    await using bench = await changed(users, `-- atlas:renamed_from users\n${to}`, {
      review: "ERROR",
      destructive: { error: true },
    });
    assert.deepEqual(await bench.ready().then(([state]) => state), "True/Applied");
    assert.deepEqual(bench.columns("people"), ["id", "title"]);
  });
});

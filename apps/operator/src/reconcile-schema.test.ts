import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { atlasSchemaType } from "./crd/atlas-schema.ts";
import { conditionOf } from "./status.ts";
import { Bench, type BenchOptions, secret } from "./test-bench.ts";

const url = "sqlite://app.db";
const users = "CREATE TABLE users (id integer PRIMARY KEY, name text NOT NULL);";
const usersWithBio = "CREATE TABLE users (id integer PRIMARY KEY, name text NOT NULL, bio text);";

const reasons = (bench: Bench): readonly string[] => bench.events.map((event) => event.reason);

/** A bench whose resource is ready. */
async function settled(spec: object, options: BenchOptions = {}): Promise<Bench> {
  const bench = await Bench.open({ spec: { url, ...spec } }, options);
  await bench.settle();
  assert.equal((await bench.ready())[0], "True/Applied");
  bench.events.length = 0;
  bench.statuses.length = 0;
  return bench;
}

const strict = { lint: { destructive: { error: true } } };
const free = { lint: { destructive: { error: false } } };

describe("an AtlasSchema from an empty spec to a changed schema", () => {
  it("says at each step what is missing, and applies once all is there", async () => {
    await using bench = await Bench.open({ spec: {} });
    assert.deepEqual(await bench.pass(), { requeueAfterMs: 0 });
    assert.deepEqual(await bench.ready(), ["False/Reconciling", "Reconciling"]);
    assert.deepEqual(await bench.pass(), { requeueAfterMs: 5000 });
    assert.deepEqual(await bench.ready(), ["False/ReadSchema", "no target database defined"]);

    await bench.change({ spec: { url } });
    assert.deepEqual(await bench.pass(), { requeueAfterMs: 10_000 });
    assert.deepEqual(await bench.ready(), ["False/CreatingWorkingDir", "the desired state is not set"]);

    await bench.change({ spec: { url, schema: { sql: users } } });
    await bench.pass();
    assert.equal((await bench.ready())[0], "True/Applied");
    const first = await bench.status();
    assert.equal(first.failed, 0);
    assert.ok(first.last_applied);

    await bench.change({ spec: { url, schema: { sql: usersWithBio } } });
    bench.statuses.length = 0;
    await bench.pass();
    const between = conditionOf(bench.statuses[0], "Ready");
    assert.equal(between?.status, "False");
    assert.equal(between?.message, "current schema does not match last applied");
    const [state, message] = await bench.ready();
    assert.equal(state, "True/Applied");
    assert.match(message, /^The schema has been applied successfully\. Apply response: \{.*bio/);
    assert.notEqual((await bench.status()).observed_hash, first.observed_hash);
    assert.deepEqual(reasons(bench), ["TransientErr", "TransientErr", "Applied", "Applied"]);
  });

  it("counts failures and stops beyond the limit", async () => {
    await using bench = await Bench.open({ spec: { backoffLimit: 3 } });
    await bench.pass();
    const seen: (readonly [number | undefined, number | undefined])[] = [];
    for (let at = 0; at < 4; at++) {
      const { requeueAfterMs } = await bench.pass();
      seen.push([(await bench.status()).failed, requeueAfterMs]);
    }
    assert.deepEqual(seen, [
      [1, 5000],
      [2, 10_000],
      [3, 15_000],
      [4, undefined],
    ]);
    assert.equal(reasons(bench).at(-1), "BackoffLimitExceeded");
  });

  it("waits for a Secret that is missing", async () => {
    const credentials = {
      scheme: "postgres",
      host: "db",
      passwordFrom: { secretKeyRef: { name: "pass-secret", key: "password" } },
    };
    await using bench = await Bench.open({ spec: { credentials, schema: { sql: users } } });
    await bench.pass();
    assert.deepEqual(await bench.pass(), { requeueAfterMs: 5000 });
    assert.equal(bench.events[0]?.reason, "TransientErr");
    assert.match(bench.events[0]?.message ?? "", /"pass-secret" not found/);
  });

  it("reads the URL from a Secret and the schema from a ConfigMap", async () => {
    const spec = {
      urlFrom: { secretKeyRef: { name: "db", key: "url" } },
      schema: { configMapKeyRef: { name: "schema", key: "schema.sql" } },
    };
    await using bench = await Bench.open({ spec });
    await bench.settle();
    await bench.change({
      spec,
      others: [
        secret("db", { url: bench.url }),
        { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "schema" }, data: { "schema.sql": users } },
      ],
    });
    await bench.settle();
    assert.deepEqual(bench.columns("users"), ["id", "name"]);
  });

  it("names the place in the desired state that the database does not understand", async () => {
    await using bench = await Bench.open({ spec: { url, schema: { sql: `${users}\nCREATE TABEL x;` } } });
    assert.deepEqual(await bench.settle(), { requeueAfterMs: 5000 });
    const [state, message] = await bench.ready();
    assert.equal(state, "False/CalculatingHash");
    assert.match(message, /^schema\.sql:2:\d+: /);
    assert.deepEqual(bench.columns("users"), []);
  });

  it("stalls on a malformed resource and names the field", async () => {
    await using bench = await Bench.open({ spec: { url, schema: { sql: 3 }, nope: true } });
    await bench.settle();
    const [state, message] = await bench.ready();
    assert.equal(state, "False/ReadSchema");
    assert.match(message, /spec\.schema\.sql: must be a string/);
    assert.match(message, /has no field "nope"/);
    assert.equal(conditionOf(await bench.status(), "Stalled")?.status, "True");
  });

  it("stalls on fields that it does not act on", async () => {
    await using bench = await Bench.open({ spec: { url, schema: { url: "atlas://app" } } });
    await bench.settle();
    assert.match((await bench.ready())[1], /does not act on spec\.schema\.url\n.*spec\.schema\.sql/);
  });

  it("applies a schema in HCL, and is told what is wrong in it with its place", async () => {
    const table = 'table "t" {\n  schema = schema.main\n  column "id" {\n    type = int\n  }\n}\n';
    await using bench = await Bench.open({ spec: { url, schema: { hcl: `${table}schema "main" {\n}\n` } } });
    await bench.settle();
    assert.equal((await bench.ready())[0], "True/Applied");
    assert.deepEqual(bench.columns("t"), ["id"]);
    await using wrong = await Bench.open({ spec: { url, schema: { hcl: table } } });
    await wrong.settle();
    assert.match((await wrong.ready())[1], /expecting document to contain a single schema, got 0/);
  });
});

describe("a first run", () => {
  it("destroys nothing that it finds", async () => {
    await using bench = await Bench.open({ spec: { url, schema: { sql: users } } });
    bench.sql("CREATE TABLE legacy (id integer); INSERT INTO legacy VALUES (1)");
    await bench.settle();
    const [state, message] = await bench.ready();
    assert.equal(state, "False/FirstRunDestructive");
    assert.match(
      message,
      /^destructive changes detected:\n- DROP TABLE .legacy.\n\nTo prevent accidental drop/,
    );
    assert.deepEqual(reasons(bench), ["FirstRunDestructive"]);
    assert.deepEqual(bench.columns("users"), []);
    bench.statuses.length = 0;
    await bench.pass();
    assert.deepEqual(bench.statuses, []);
  });

  it("is also the first one after another operator", async () => {
    await using bench = await settled({ schema: { sql: users } });
    const { observed_target: _ours, ...theirs } = await bench.status();
    const key = { namespace: "default", name: "app" };
    await bench.store.patchStatus(atlasSchemaType, key, { ...theirs, observed_hash: "a hash of theirs" });
    bench.sql("ALTER TABLE users ADD COLUMN note text");
    await bench.settle();
    assert.equal((await bench.ready())[0], "False/FirstRunDestructive");
    assert.ok(bench.columns("users").includes("note"));
  });

  it("is also the first one on another database", async () => {
    await using bench = await settled({ schema: { sql: users } });
    await using other = await Bench.open({ spec: {} });
    other.sql("CREATE TABLE precious (id integer)");
    await bench.change({ spec: { url: other.url, schema: { sql: users } } });
    await bench.settle();
    assert.equal((await bench.ready())[0], "False/FirstRunDestructive");
    assert.deepEqual(other.columns("precious"), ["id"]);
  });
});

describe("policies", () => {
  it("refuse what destroys something and name the statement", async () => {
    await using bench = await settled({ schema: { sql: usersWithBio }, policy: strict });
    await bench.change({ spec: { url, schema: { sql: users }, policy: strict } });
    await bench.settle();
    const [state, message] = await bench.ready();
    assert.equal(state, "False/LintPolicyError");
    assert.match(message, /^destructive changes detected:\n- ALTER TABLE .users. DROP COLUMN .bio./);
    assert.deepEqual(bench.columns("users"), ["id", "name", "bio"]);
    await bench.change({ spec: { url, schema: { sql: users }, policy: free } });
    await bench.settle();
    assert.equal((await bench.ready())[0], "True/Applied");
    assert.deepEqual(bench.columns("users"), ["id", "name"]);
  });

  it("let a table be made anew that loses nothing", async () => {
    await using bench = await settled({ schema: { sql: users }, policy: strict });
    bench.sql("INSERT INTO users VALUES (1, 'ann')");
    const sql = "CREATE TABLE users (id integer PRIMARY KEY, name text NOT NULL CHECK (name <> ''));";
    await bench.change({ spec: { url, schema: { sql }, policy: strict } });
    await bench.settle();
    const [state, message] = await bench.ready();
    assert.equal(state, "True/Applied");
    assert.match(message, /DROP TABLE/);
  });

  it("leave out what they skip", async () => {
    const policy = { diff: { skip: { drop_column: true } } };
    await using bench = await settled({ schema: { sql: usersWithBio }, policy });
    await bench.change({ spec: { url, schema: { sql: users }, policy } });
    await bench.settle();
    assert.equal((await bench.ready())[0], "True/Applied");
    assert.deepEqual(bench.columns("users"), ["id", "name", "bio"]);
    const notice = bench.events.find((event) => event.reason === "Notice");
    assert.match(notice?.message ?? "", /drop_column of column "users\.bio"/);
  });
});

describe("a resource that is ready", () => {
  it("costs no write and no event when nothing has changed", async () => {
    await using bench = await settled({ schema: { sql: users } });
    assert.deepEqual(await bench.pass(), { requeueAfterMs: 600_000 });
    assert.deepEqual([bench.statuses, bench.events], [[], []]);
  });

  it("heals drift that it can heal without destroying, and says what it was", async () => {
    const sql = `${users} CREATE INDEX by_name ON users (name);`;
    await using bench = await settled({ schema: { sql } });
    bench.sql("DROP INDEX by_name");
    await bench.pass();
    assert.deepEqual(reasons(bench), ["Drift", "Applied"]);
    assert.match(bench.events[0]?.message ?? "", /add index "users\.by_name"/);
    await bench.pass();
    assert.equal(bench.events.length, 2);
  });

  it("reports drift whose healing would destroy something, and keeps reporting nothing new", async () => {
    await using bench = await settled({ schema: { sql: users } });
    bench.sql("ALTER TABLE users ADD COLUMN extra text");
    await bench.pass();
    assert.equal((await bench.ready())[0], "True/Applied");
    const drifted = conditionOf(await bench.status(), "Drifted");
    assert.match(drifted?.message ?? "", /drop column "users\.extra"/);
    assert.deepEqual(reasons(bench), ["Drift"]);
    await bench.pass();
    assert.equal(bench.statuses.length, 1);
    bench.sql("ALTER TABLE users DROP COLUMN extra");
    await bench.pass();
    assert.equal(conditionOf(await bench.status(), "Drifted"), undefined);
  });

  it("is stalled by drift that its policy forbids to heal", async () => {
    await using bench = await settled({ schema: { sql: users }, policy: strict });
    bench.sql("ALTER TABLE users ADD COLUMN extra text");
    await bench.settle();
    assert.equal((await bench.ready())[0], "False/LintPolicyError");
    assert.deepEqual(reasons(bench), ["Drift", "Error"]);
    assert.deepEqual(bench.columns("users"), ["id", "name", "extra"]);
  });

  it("drops what others added when its policy allows that", async () => {
    await using bench = await settled({ schema: { sql: users }, policy: free });
    bench.sql("ALTER TABLE users ADD COLUMN extra text");
    await bench.settle();
    assert.deepEqual(bench.columns("users"), ["id", "name"]);
  });

  it("only reports any drift when the operator is told so", async () => {
    const sql = `${users} CREATE INDEX by_name ON users (name);`;
    await using bench = await settled({ schema: { sql } }, { driftMode: "report" });
    bench.sql("DROP INDEX by_name");
    await bench.settle();
    assert.equal((await bench.ready())[0], "True/Applied");
    assert.match(conditionOf(await bench.status(), "Drifted")?.message ?? "", /only reports drift/);
  });
});

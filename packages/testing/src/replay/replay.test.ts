import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import type { Dialect } from "@atlas/core";
import { withReplayed } from "@atlas/workflows";
import { closeServers, postgresServer, sqliteServer, testMajors } from "../databases.ts";
import { migration, namesOf, replayBench } from "./fixture.ts";

after(closeServers);

const [major = 16] = testMajors([16]);
const families: readonly (readonly [dialect: Dialect, devUrl: string])[] = [
  [postgresServer(major).dialect, `docker://postgres/${major}/dev`],
  [sqliteServer.dialect, "sqlite://dev?mode=memory"],
];
const one = migration("1.sql", "CREATE TABLE users (id integer PRIMARY KEY, name varchar(20));");
const two = migration(
  "2_posts.sql",
  "CREATE TABLE posts (id integer PRIMARY KEY);\nCREATE INDEX by_id ON posts (id);",
);
const seed = migration("3.sql", "INSERT INTO users (id, name) VALUES (1, 'a');");
const uses = migration("4.sql", "CREATE TABLE copies AS SELECT name FROM users;");

for (const [dialect, devUrl] of families)
  describe(`replaying migration files on ${dialect.name}`, () => {
    it("leads to a state that needs no dev database the next time", async () => {
      await using bench = await replayBench();
      const request = bench.request(dialect, devUrl);
      const first = await bench.state([one, two], request);
      assert.deepEqual(namesOf(first), ["posts", "users"]);
      assert.deepEqual(await bench.state([one, two], request), first);
      assert.equal(bench.opened(), 1);
    });

    it("trusts no snapshot that is damaged, lost, of another build or of other files", async () => {
      await using bench = await replayBench();
      const request = bench.request(dialect, devUrl);
      const files = [one, two];
      const right = await bench.state(files, request);
      let opened = 1;
      const isReplayed = async (run: () => Promise<unknown>, why: string): Promise<void> => {
        assert.deepEqual(await run(), right, why);
        assert.equal(bench.opened(), ++opened, why);
      };
      assert.equal(await bench.tamper((content) => content.replace("posts", "ghost")), 1);
      await isReplayed(() => bench.state(files, request), "edited");
      await bench.tamper((content) => content.slice(0, -10));
      await isReplayed(() => bench.state(files, request), "cut off");
      await bench.tamper(() => undefined);
      await isReplayed(() => bench.state(files, request), "lost");
      await isReplayed(() => bench.state(files, request, { build: "two" }), "another build");
      await isReplayed(() => bench.state(files, request, { build: undefined }), "a build that nobody knows");
      const other = migration("1.sql", one.file.text.replace("20", "21"));
      assert.notDeepEqual(await bench.state([other, two], request), right);
    });

    it("runs only what follows a known beginning, and all of it where that holds data", async () => {
      await using bench = await replayBench();
      const request = bench.request(dialect, devUrl);
      await bench.state([one, two], request);
      // Not what was run before: only a beginning that is not run again can hold this.
      const other = migration("x", "SELECT nothing FROM nowhere;").statements;
      const unseen = dialect.features.tellsAll ? { ...two, statements: other } : two;
      const more = await bench.state([one, unseen, seed, uses], request);
      assert.deepEqual(namesOf(more), ["copies", "posts", "users"]);
      const rows = await withReplayed(
        [one, two, seed, uses],
        request,
        bench.deps,
        bench.context,
        (driver) => driver.query?.("SELECT name FROM copies", []) ?? Promise.reject(new Error("cannot ask")),
      );
      assert.deepEqual(rows.rows, [["a"]]);
    });

    it("begins at the last checkpoint", async () => {
      await using bench = await replayBench();
      const broken = migration("0.sql", "SELECT nothing FROM nowhere;");
      const text = "-- atlas:checkpoint\n\nCREATE TABLE users (id integer);";
      const checkpoint = migration("1.sql", text, { checkpoint: "" });
      const state = await bench.state([broken, checkpoint, two], bench.request(dialect, devUrl));
      assert.deepEqual(namesOf(state), ["posts", "users"]);
    });

    it("names the statement that fails, its version and its place", async () => {
      await using bench = await replayBench();
      const wrong = migration(
        "5.sql",
        "CREATE TABLE a (id integer);\n\n  CREATE TABLE users (id integer);\n",
      );
      await assert.rejects(bench.state([one, wrong], bench.request(dialect, devUrl)), (error: Error) => {
        assert.match(
          error.message,
          /^sql\/migrate: executing statement "CREATE TABLE users \(id integer\);" from version "5": .*already exists/,
        );
        assert.match(JSON.stringify(error), /"file":"migrations\/5.sql","line":3/);
        return true;
      });
    });

    it("runs files that control transactions themselves, and does not trip over one that is left open", async () => {
      await using bench = await replayBench();
      const own = migration(
        "5.sql",
        "BEGIN;\nCREATE TABLE a (id integer);\nCOMMIT;\nCREATE TABLE b (id integer);",
      );
      const open = migration("6.sql", "BEGIN;\nCREATE TABLE c (id integer);", { txMode: "none" });
      const request = bench.request(dialect, devUrl);
      assert.deepEqual(namesOf(await bench.state([one, own], request)), ["a", "b", "users"]);
      assert.deepEqual(namesOf(await bench.state([one, own, open], request)), ["a", "b", "users"]);
    });
  });

describe("a dev database that was given", () => {
  it("is left as empty as it was, whatever happens on it", async () => {
    await using bench = await replayBench();
    for (const server of [postgresServer(major), sqliteServer]) {
      await using database = await server.open();
      const request = bench.request(server.dialect, database.url.secret.reveal());
      const isClean = async (): Promise<void> => {
        await using driver = await database.connect();
        assert.equal(await driver.dirt(), undefined);
      };
      await bench.state([one, two], request);
      await isClean();
      const free = migration("5.sql", "BEGIN; CREATE TABLE a (id integer); COMMIT; VACUUM;");
      await bench.state([one, free], request);
      await isClean();
      const failing = migration(
        "6.sql",
        "BEGIN; CREATE TABLE b (id integer); SELECT nothing FROM nowhere; COMMIT;",
      );
      await assert.rejects(bench.state([one, free, failing], request), /from version "6"/);
      await isClean();
      const work = withReplayed(
        [one],
        { ...request, commits: true },
        bench.deps,
        bench.context,
        async (driver) => {
          await driver.execute("CREATE TABLE left_behind (id integer)");
          throw new Error("no more");
        },
      );
      await assert.rejects(work, /no more/);
      await isClean();
      await database.raw("CREATE TABLE mine (id integer)");
      await assert.rejects(
        bench.state([one], request),
        /^AtlasError: sql\/migrate: connected database is not clean: found table "mine"/,
      );
    }
  });
});

describe("replaying on PostgreSQL", () => {
  it("runs what no transaction can hold, and what has to be committed first", async () => {
    await using bench = await replayBench();
    const request = bench.request(postgresServer(major).dialect, `docker://postgres/${major}/dev`);
    const files = [
      one,
      migration("2.sql", "CREATE INDEX CONCURRENTLY by_name ON users (name);", { txMode: "none" }),
      migration("3.sql", "CREATE TYPE mood AS ENUM ('a'); CREATE TABLE m (m mood);"),
      migration("4.sql", "ALTER TYPE mood ADD VALUE 'b'; ALTER TABLE m ALTER m SET DEFAULT 'b';"),
      migration("5.sql", "SET LOCAL search_path = pg_temp; CREATE TABLE gone (id int);"),
      migration("6.sql", "CREATE TABLE stays (id int);"),
    ];
    const state = await bench.state(files, request);
    assert.deepEqual(namesOf(state), ["m", "stays", "users"]);
    assert.match(JSON.stringify(state), /by_name/);
  });

  it("waits for nobody longer than it is told", async () => {
    await using bench = await replayBench();
    await using database = await postgresServer(major).open();
    await using holder = await database.connect();
    await using _lock = await holder.lock("atlas_lint");
    const request = {
      ...bench.request(postgresServer(major).dialect, database.url.secret.reveal()),
      lock: { name: "atlas_lint", timeoutMs: 0 },
    };
    await assert.rejects(bench.state([one], request), /^AtlasError: acquiring database lock: /);
  });
});

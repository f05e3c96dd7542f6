import assert from "node:assert/strict";
import { after, describe, it } from "node:test";

import { AtlasError, Secret } from "@atlas/core";
import { Client } from "pg";

import { installedMajors } from "./postgres/binaries.ts";
import { createDevDatabases } from "./databases.ts";
import type { DevDatabaseRequest } from "./types.ts";

const databases = createDevDatabases();
after(() => databases[Symbol.asyncDispose]());

function request(url: string | undefined, more: Partial<DevDatabaseRequest> = {}): DevDatabaseRequest {
  return {
    url: url === undefined ? undefined : new Secret(url),
    dialect: undefined,
    targetVersion: undefined,
    bound: false,
    ...more,
  };
}

/** Runs statements in a session of their own and returns the first value of the last. */
async function ask(url: Secret<string>, ...statements: readonly string[]): Promise<unknown> {
  const client = new Client({ connectionString: url.reveal() });
  await client.connect();
  try {
    let value: unknown;
    for (const sql of statements) {
      const { rows } = await client.query<unknown[]>({ text: sql, rowMode: "array" });
      value = rows[0]?.[0];
    }
    return value;
  } finally {
    await client.end();
  }
}

describe("a dev database of PostgreSQL", () => {
  for (const major of installedMajors())
    it(`is a real server of major ${major}, as asked for`, async () => {
      await using own = createDevDatabases();
      await using database = await own.acquire(request(`docker://postgres/${major}/dev`));
      assert.match(
        String(await ask(database.url, "SELECT version()")),
        new RegExp(`^PostgreSQL ${major}\\.`),
      );
      assert.match(database.description, new RegExp(`^embedded PostgreSQL ${major}\\.\\d+$`));
      assert.equal(database.isPrivate, true);
    });

  it("has the major of the target when no URL says otherwise", async () => {
    await using database = await databases.acquire(
      request(undefined, { dialect: "postgres", targetVersion: "15.3 (Debian 15.3-1)" }),
    );
    assert.match(database.description, /PostgreSQL 15\./);
  });

  it("is bound to a schema when the target is and no URL was given", async () => {
    await using database = await databases.acquire(request(undefined, { dialect: "postgres", bound: true }));
    assert.equal(new URL(database.url.reveal()).searchParams.get("search_path"), "public");
  });

  it("is separate from every other use", async () => {
    await using one = await databases.acquire(request("docker://postgres/16/dev"));
    await using other = await databases.acquire(request("docker://postgres/16/dev"));
    await ask(one.url, "CREATE TABLE mine (id int)");
    assert.equal(await ask(one.url, "SELECT to_regclass('mine')"), "mine");
    assert.equal(await ask(other.url, "SELECT to_regclass('mine')"), null);
  });

  it("is handed out ten at a time from one server", async () => {
    const all = await Promise.all(
      Array.from({ length: 10 }, () => databases.acquire(request("docker://postgres/16/dev"))),
    );
    const names = await Promise.all(all.map(({ url }) => ask(url, "SELECT current_database()")));
    assert.equal(new Set(names).size, 10);
    assert.equal(new Set(all.map(({ url }) => new URL(url.reveal()).searchParams.get("host"))).size, 1);
    await Promise.all(all.map((database) => database[Symbol.asyncDispose]()));
  });

  it("is gone after its use, also while a session is left open", async () => {
    await using watcher = await databases.acquire(request("docker://postgres/16/dev"));
    const used = await databases.acquire(request("docker://postgres/16/dev"));
    const name = String(await ask(used.url, "SELECT current_database()"));
    const left = new Client({ connectionString: used.url.reveal() });
    left.on("error", () => {}); // It is thrown out.
    await left.connect();
    await used[Symbol.asyncDispose]();
    // Statements of the pool run one after the other: once this is there, the drop is done.
    await using _next = await databases.acquire(request("docker://postgres/16/dev"));
    assert.equal(await ask(watcher.url, `SELECT count(*) FROM pg_database WHERE datname = '${name}'`), "0");
  });

  it("keeps the search_path of the request and has its schema", async () => {
    await using database = await databases.acquire(request("docker://postgres/16/dev?search_path=app"));
    assert.equal(new URL(database.url.reveal()).searchParams.get("search_path"), "app");
    assert.equal(await ask(database.url, "SELECT to_regnamespace('app')"), "app");
  });

  it("comes from a new server when the old one crashed", async () => {
    await using first = await databases.acquire(request("docker://postgres/16/dev"));
    const dir = await ask(first.url, "SHOW data_directory");
    const postmaster = await ask(first.url, "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)");
    process.kill(Number(postmaster), "SIGKILL");
    // Its watchdog tells us a moment later.
    await new Promise((resolve) => setTimeout(resolve, 300));
    await using second = await databases.acquire(request("docker://postgres/16/dev"));
    assert.notEqual(await ask(second.url, "SHOW data_directory"), dir);
  });

  it("is not waited for once the work is cancelled", async () => {
    const cancel = new AbortController();
    await using own = createDevDatabases();
    const waiting = own.acquire(request("docker://postgres/16/dev", { signal: cancel.signal }));
    cancel.abort();
    await assert.rejects(waiting, { code: "E_CANCELLED" });
    await using database = await own.acquire(request("docker://postgres/16/dev"));
    assert.equal(await ask(database.url, "SELECT 1"), 1);
  });

  it("comes again after a pause in which its server was stopped", async () => {
    await using own = createDevDatabases({ idleMs: 0 });
    for (let round = 1; round <= 3; round++) {
      await using database = await own.acquire(request("docker://postgres/16/dev"));
      assert.equal(await ask(database.url, `SELECT ${round}`), round);
    }
  });

  it("says aloud when another minor version serves", async () => {
    const notices: string[] = [];
    await using own = createDevDatabases({ onNotice: (notice) => notices.push(notice) });
    await using _database = await own.acquire(request("docker://postgres/16.1/dev"));
    assert.match(
      notices.join("\n"),
      /^PostgreSQL 16\.1 was asked for, an embedded PostgreSQL 16\.\d+ serves it$/,
    );
  });

  it("is refused after everything was closed", async () => {
    const closed = createDevDatabases();
    await closed[Symbol.asyncDispose]();
    await assert.rejects(closed.acquire(request("docker://postgres/16/dev")), { code: "E_DEV_UNAVAILABLE" });
  });
});

describe("a dev database that cannot be started here", () => {
  // A place where no engine listens, on machines that have one too.
  const env = {
    ...process.env,
    DOCKER_HOST: "unix:///nonexistent/docker.sock",
    CONTAINER_HOST: "unix:///nonexistent",
  };

  async function refusal(url: string | undefined, more?: Partial<DevDatabaseRequest>): Promise<AtlasError> {
    await using own = createDevDatabases({ env });
    const error: unknown = await own.acquire(request(url, more)).catch((reason: unknown) => reason);
    assert.ok(error instanceof AtlasError, String(error));
    assert.equal(error.code, "E_DEV_UNAVAILABLE");
    return error;
  }

  it("names the majors there are when the target is newer than all of them", async () => {
    const { message } = await refusal(undefined, { dialect: "postgres", targetVersion: "99.1" });
    assert.match(message, /no native PostgreSQL 99 .* installed majors: (\d+, )*18$/);
  });

  it("says that no engine answers when an image is asked for", async () => {
    const error = await refusal("docker://pgvector/pg17/dev");
    assert.equal(error.message, "no container engine answers: neither Docker nor Podman");
    assert.match(error.hint ?? "", /Start Docker or Podman/);
  });

  it("never takes another major of an embedded server", async () => {
    const { message } = await refusal("embedded://postgres/12/dev");
    assert.match(message, /no native PostgreSQL 12/);
  });

  it("says so for a dialect nobody knows", async () => {
    assert.match((await refusal(undefined, { dialect: "oracle" })).message, /oracle/);
  });
});

describe("a dev database that needs no server", () => {
  it("is the given one, which is shared", async () => {
    await using database = await databases.acquire(request("postgres://u:secret@db.example/dev"));
    assert.equal(database.isPrivate, false);
    assert.equal(database.url.reveal(), "postgres://u:secret@db.example/dev");
    assert.equal(database.description, "given dev database");
  });

  it("is in memory for SQLite, under a name of its own, with its parameters", async () => {
    await using one = await databases.acquire(request("sqlite://dev?mode=memory&_fk=1"));
    await using other = await databases.acquire(request(undefined, { dialect: "sqlite" }));
    assert.match(one.url.reveal(), /^sqlite:\/\/dev-[0-9a-f]{16}\?mode=memory&_fk=1$/);
    assert.notEqual(one.url.reveal(), other.url.reveal());
    assert.equal(one.isPrivate && other.isPrivate, true);
  });
});

describe("the identity of a dev database", () => {
  it("is its description, known without a start", async () => {
    for (const wanted of [request("docker://postgres/16/dev"), request("sqlite://dev?mode=memory")]) {
      await using database = await databases.acquire(wanted);
      assert.equal(databases.identify(wanted), database.description);
    }
  });

  it("is unknown for given databases and images", () => {
    assert.equal(databases.identify(request("postgres://localhost/dev")), undefined);
    assert.equal(databases.identify(request("docker://pgvector/pg17/dev")), undefined);
  });
});

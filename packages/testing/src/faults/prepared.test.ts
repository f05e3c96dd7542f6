import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, before, describe, it } from "node:test";
import { AtlasError, Secret } from "@atlas/core";
import { createDevDatabases } from "@atlas/dev-database";
import { sqlite } from "@atlas/dialect-sqlite";

// What one build wrote another must not read, so only a build that has a name keeps anything.
Object.assign(globalThis, { ATLAS_BUILD: "a build of this test" });
const { applySchema } = await import("@atlas/workflows");

describe("a run on a schema file that had a plan the last time", () => {
  let folder = "";
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "atlas-prepared-"));
  });
  after(() => rm(folder, { recursive: true }));

  /** Applies a table of its own; what happened, in order. Dev databases are missing where the test says so. */
  const apply = async (
    table: string,
    { dryRun = true, isDevThere = true } = {},
  ): Promise<readonly string[]> => {
    await using real = createDevDatabases();
    const seen: string[] = [];
    const devDatabases: typeof real = {
      identify: (request) => real.identify(request),
      acquire: async (request) => {
        if (!isDevThere) throw new AtlasError("E_DEV_UNAVAILABLE", "there is none");
        seen.push("dev database");
        return real.acquire(request);
      },
      [Symbol.asyncDispose]: () => real[Symbol.asyncDispose](),
    };
    const text = `CREATE TABLE ${table} (id int)`;
    const { outcome } = await applySchema(
      {
        url: new Secret(urlOf(table)),
        to: [{ type: "text", name: "schema.sql", text }],
        devUrl: new Secret("sqlite://dev?mode=memory"),
        policy: { skip: [] },
        indent: "",
        txMode: "file",
        dryRun,
        lockTimeoutMs: 1_000,
        schemas: [],
        exclude: [],
      },
      { dialects: [sqlite], devDatabases, cacheDir: folder },
      async () => ({ verdict: "approved" }),
      {
        signal: new AbortController().signal,
        onEvent: (event) => {
          if (event.type === "phase" && event.phase === "plan") seen.push("plan");
        },
      },
    );
    return [...seen, outcome];
  };
  const fileOf = (table: string): string => join(folder, `${table}.db`);
  const urlOf = (table: string): string => `sqlite://${fileOf(table)}`;

  it("opens its dev database while the target is read, until the plan is applied", async () => {
    assert.deepEqual(await apply("a"), ["dev database", "plan", "planned"]);
    assert.deepEqual(await apply("a"), ["dev database", "plan", "planned"]);
    assert.deepEqual(await apply("a", { dryRun: false }), ["dev database", "plan", "applied"]);
    assert.deepEqual(await apply("a"), ["plan", "synced"]);
  });

  it("opens it when it is needed where nothing told that it would be", async () => {
    await apply("b", { dryRun: false });
    new DatabaseSync(fileOf("b")).exec("DROP TABLE b");
    assert.deepEqual(await apply("b"), ["plan", "dev database", "planned"]);
  });

  it("needs none where somebody else made the change", async () => {
    await apply("c");
    new DatabaseSync(fileOf("c")).exec("CREATE TABLE c (id int)");
    assert.deepEqual(await apply("c", { isDevThere: false }), ["plan", "synced"]);
    assert.deepEqual(await apply("c"), ["plan", "synced"]);
  });

  it("fails as without it where it is needed and missing", async () => {
    await apply("d");
    await assert.rejects(apply("d", { isDevThere: false }), { code: "E_DEV_UNAVAILABLE" });
  });
});

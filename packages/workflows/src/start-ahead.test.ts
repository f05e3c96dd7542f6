import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { Secret } from "@atlas/core";
import type { DevDatabaseRequest } from "@atlas/dev-database";
import type { ApplyRequest, WorkflowDeps } from "./requests.ts";
import { startAhead } from "./start-ahead.ts";

const cacheDir = mkdtempSync(join(tmpdir(), "atlas-runs-"));
after(() => rmSync(cacheDir, { recursive: true }));

const url = "postgres://localhost/shop?search_path=public";
const target = { dialect: { name: "postgres" }, url: { redacted: url, bound: "public" } };

function requestOf(text: string, devUrl = "docker://postgres/16/dev"): ApplyRequest {
  return {
    url: new Secret(url),
    to: [{ type: "text", name: "schema.sql", text }],
    devUrl: new Secret(devUrl),
    policy: { skip: [] },
    schemas: [],
    exclude: [],
    indent: "",
    txMode: "file",
    dryRun: true,
    lockTimeoutMs: 0,
  };
}

/** Begins a run that ends with or without steps; what was started ahead for it. */
async function run(request: ApplyRequest, hasSteps: boolean): Promise<readonly DevDatabaseRequest[]> {
  const prepared: DevDatabaseRequest[] = [];
  const deps: WorkflowDeps = {
    dialects: [],
    cacheDir,
    devDatabases: {
      identify: () => undefined,
      prepare: (asked) => void prepared.push(asked),
      acquire: () => Promise.reject(new Error("nobody uses it here")),
      [Symbol.asyncDispose]: async () => {},
    },
  };
  const foresight = await startAhead(request, target, deps);
  await foresight?.noteSteps(hasSteps);
  return prepared;
}

describe("a dev server that is started ahead", () => {
  it("is one for texts that nobody has read yet, and for those that had steps the last time", async () => {
    const request = requestOf("CREATE TABLE a (id int);");
    assert.equal((await run(request, true)).length, 1);
    assert.equal((await run(request, true)).length, 1);
  });

  it("is none for texts that led to nothing the last time, until they do", async () => {
    const request = requestOf("CREATE TABLE b (id int);");
    assert.equal((await run(request, false)).length, 1);
    assert.equal((await run(request, true)).length, 0);
    assert.equal((await run(request, false)).length, 1);
  });

  it("is none where the dev database is given", async () => {
    const request = requestOf("CREATE TABLE c (id int);", "postgres://localhost/dev?search_path=public");
    assert.equal((await run(request, true)).length, 0);
  });
});

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { AtlasError, type Dialect, Secret, type State } from "@atlas/core";
import type { ParsedFile } from "@atlas/migrate";
import type { CallContext, WorkflowDeps } from "../requests.ts";
import { type ReplayRequest, replayedState } from "./replay.ts";
import { Snapshots } from "./snapshots.ts";

describe("the dev server of a replay", () => {
  it("is started as soon as files turn out not to be known", async () => {
    await using world = await open();
    await assert.rejects(replayedState(files, request, world.deps, context), { code: "E_DEV_UNAVAILABLE" });
    assert.deepEqual(world.asked, ["prepare", "acquire"]);
  });

  it("is not started where the state that they lead to is known", async () => {
    await using world = await open();
    const bytes = files.map(({ file }) => file);
    await Snapshots.open(bytes, request, world.deps, context.signal)?.write(1, { state, isBare: true });
    assert.deepEqual(await replayedState(files, request, world.deps, context), state);
    assert.deepEqual(world.asked, []);
  });
});

const context: CallContext = { signal: new AbortController().signal };

const state: State = {
  dialect: "none",
  version: "1",
  scope: { bound: null, schemas: [] },
  objects: [],
  unmanaged: [],
};

// What is looked at of a dialect and of a file before a server is there.
const request: ReplayRequest = {
  devUrl: new Secret("embedded://postgres/16/dev"),
  dialect: { name: "none", kinds: [], features: {} } as unknown as Dialect,
  targetVersion: undefined,
  bound: undefined,
  targetIdentity: undefined,
  directory: { path: "migrations", format: "atlas" },
};
const files = [
  {
    file: { name: "1.sql", version: "1", description: "", text: "SELECT 1", bytes: Buffer.from("SELECT 1") },
    directives: {},
    checks: [],
    statements: [],
  } as unknown as ParsedFile,
];

interface World extends AsyncDisposable {
  readonly deps: WorkflowDeps;
  /** What was asked of the dev databases. */
  readonly asked: readonly string[];
}

async function open(): Promise<World> {
  const cacheDir = await mkdtemp(join(tmpdir(), "atlas-replay-"));
  const asked: string[] = [];
  const deps: WorkflowDeps = {
    dialects: [],
    cacheDir,
    build: "test",
    devDatabases: {
      identify: () => "a server",
      prepare: () => void asked.push("prepare"),
      acquire: () => {
        asked.push("acquire");
        throw new AtlasError("E_DEV_UNAVAILABLE", "there is none");
      },
      [Symbol.asyncDispose]: async () => {},
    },
  };
  return { deps, asked, [Symbol.asyncDispose]: () => rm(cacheDir, { recursive: true }) };
}

import assert from "node:assert/strict";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { Secret, type VariableInput } from "@atlas/core";
import { createDevDatabases } from "@atlas/dev-database";
import { sqlite } from "@atlas/dialect-sqlite";
import type { StateSource } from "@atlas/workflows";

// What one build wrote another must not read, so only a build that has a name keeps anything.
Object.assign(globalThis, { ATLAS_BUILD: "a build of this test" });
const { inspectState } = await import("@atlas/workflows");

describe("a schema in HCL that was read before", () => {
  let folder = "";
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "atlas-cache-"));
  });
  after(() => rm(folder, { recursive: true }));

  /** @returns the names of the tables, and how many dev databases were made. */
  const read = async (
    sources: readonly StateSource[],
    variables: Readonly<Record<string, VariableInput>> = {},
  ): Promise<readonly [names: readonly string[], used: number]> => {
    await using real = createDevDatabases();
    let used = 0;
    const devDatabases: typeof real = {
      identify: (request) => real.identify(request),
      acquire: (request) => {
        used++;
        return real.acquire(request);
      },
      [Symbol.asyncDispose]: () => real[Symbol.asyncDispose](),
    };
    const { state } = await inspectState(
      { sources, variables, schemas: [], exclude: [], devUrl: new Secret("sqlite://dev?mode=memory") },
      { dialects: [sqlite], devDatabases, cacheDir: folder },
      { signal: new AbortController().signal },
    );
    return [state.objects.map(({ name }) => name), used];
  };
  const hcl = (name: string): StateSource => ({
    type: "text",
    name: "schema.hcl",
    text: `variable "v" {\n  type    = string\n  default = "t"\n}\nschema "main" {\n}\ntable "${name}" {\n  name   = var.v\n  schema = schema.main\n  column "id" {\n    type = int\n  }\n}\n`,
    language: "hcl",
  });

  it("costs no dev database as long as neither its text nor its variables change", async () => {
    assert.deepEqual(await read([hcl("t")]), [["t"], 1]);
    assert.deepEqual(await read([hcl("t")]), [["t"], 0]);
    assert.deepEqual(await read([hcl("t")], { v: "u" }), [["u"], 1]);
    assert.deepEqual(await read([hcl("t")], { v: "u" }), [["u"], 0]);
    assert.deepEqual(await read([hcl("label")]), [["t"], 1]);
    assert.equal((await readdir(join(folder, "states"))).length, 3);
  });

  it("is not taken for SQL of the same text", async () => {
    const sql: StateSource = { type: "text", name: "schema.sql", text: "CREATE TABLE t (id int)" };
    assert.deepEqual(await read([sql]), [["t"], 1]);
    assert.deepEqual(await read([sql]), [["t"], 0]);
    await assert.rejects(read([{ ...sql, language: "hcl" }]), { code: "E_HCL" });
  });
});

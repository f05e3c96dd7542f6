import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { Secret } from "@atlas/core";
import { createDevDatabases } from "@atlas/dev-database";
import { postgres } from "@atlas/dialect-postgres";
import { type ApplyRequest, applySchema, type ApplyResult } from "@atlas/workflows";
import { runSql, ScriptServer } from "../scripts/servers.ts";

describe("an edited plan", () => {
  const server = new ScriptServer(16);
  const devDatabases = createDevDatabases();
  after(async () => {
    await server[Symbol.asyncDispose]();
    await devDatabases[Symbol.asyncDispose]();
  });

  function apply(url: string, edited: string): Promise<ApplyResult> {
    const request: ApplyRequest = {
      url: new Secret(url),
      to: [{ type: "text", name: "schema.sql", text: "CREATE TABLE t (a integer, b integer);" }],
      devUrl: new Secret("embedded://postgres/16/dev"),
      policy: { skip: [] },
      indent: "",
      txMode: "file",
      dryRun: false,
      lockTimeoutMs: 1_000,
      schemas: [],
      exclude: [],
      edit: () => Promise.resolve(edited),
    };
    const deps = { dialects: [postgres], devDatabases, cacheDir: undefined };
    const agree = () => Promise.resolve({ verdict: "approved" } as const);
    return applySchema(request, deps, agree, { signal: new AbortController().signal });
  }

  for (const word of ["COMMIT", "-- now\n/* or never */ rollback", "Start  Transaction", "END"])
    it(`is refused where it says ${JSON.stringify(word)}`, async () => {
      const { url } = await server.freshDatabase();
      await runSql(url, "CREATE TABLE t (a integer)");
      await assert.rejects(apply(url, `ALTER TABLE t ADD COLUMN b integer;\n${word};`), { code: "E_INPUT" });
      const columns = "SELECT count(*)::int FROM pg_attribute WHERE attrelid = 't'::regclass AND attnum > 0";
      assert.equal(await runSql(url, columns), "1\n");
      assert.equal((await apply(url, "ALTER TABLE t ADD COLUMN b integer")).outcome, "applied");
    });
});

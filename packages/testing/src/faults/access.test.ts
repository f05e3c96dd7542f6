import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { Secret } from "@atlas/core";
import { createDevDatabases } from "@atlas/dev-database";
import { postgres } from "@atlas/dialect-postgres";
import { applySchema, type ApplyResult, type ApplyRequest, SharedWork } from "@atlas/workflows";
import { runSql, ScriptServer } from "../scripts/servers.ts";

const schema = (type: string): string =>
  `CREATE TABLE t (id ${type}, owner text);\nCREATE VIEW v AS SELECT id FROM t;\n`;
const grantees = `SELECT string_agg(DISTINCT grantee, ' ') FROM information_schema.role_table_grants
  WHERE table_name = 'v' AND grantee LIKE 'tenant%'`;

describe("who may read a view that is made again", () => {
  const server = new ScriptServer(16);
  const devDatabases = createDevDatabases();
  after(async () => {
    await server[Symbol.asyncDispose]();
    await devDatabases[Symbol.asyncDispose]();
  });

  async function database(role: string): Promise<string> {
    const { url } = await server.freshDatabase();
    await runSql(
      url,
      `DO $$ BEGIN CREATE ROLE ${role}; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
       ${schema("integer")} GRANT SELECT ON v TO ${role}`,
    );
    return url;
  }

  const to: ApplyRequest["to"] = [{ type: "text", name: "schema.sql", text: schema("bigint") }];

  function apply(url: string, decide?: () => Promise<unknown>, shared?: SharedWork): Promise<ApplyResult> {
    const request: ApplyRequest = {
      url: new Secret(url),
      to,
      devUrl: new Secret("embedded://postgres/16/dev"),
      policy: { skip: [] },
      indent: "",
      txMode: "file",
      dryRun: false,
      lockTimeoutMs: 1_000,
      schemas: [],
      exclude: [],
    };
    const agree = async () => {
      await decide?.();
      return { verdict: "approved" } as const;
    };
    const deps = { dialects: [postgres], devDatabases, cacheDir: undefined };
    return applySchema(request, deps, agree, { signal: new AbortController().signal }, shared);
  }

  it("is each tenant's own affair where tenants share the work", async () => {
    const urls = [await database("tenant_a"), await database("tenant_b")];
    await using shared = new SharedWork();
    for (const url of urls) assert.equal((await apply(url, undefined, shared)).outcome, "applied");
    assert.deepEqual(await Promise.all(urls.map((url) => runSql(url, grantees))), [
      "tenant_a\n",
      "tenant_b\n",
    ]);
  });

  it("is not put back as it was before somebody lost the right meanwhile", async () => {
    const url = await database("tenant_a");
    const revoke = (): Promise<string> => runSql(url, "REVOKE SELECT ON v FROM tenant_a");
    await assert.rejects(apply(url, revoke), { code: "E_DRIFT" });
    assert.equal((await apply(url)).outcome, "applied");
    assert.equal(await runSql(url, grantees), "NULL\n");
  });
});

import assert from "node:assert/strict";
import { after, describe, it } from "node:test";

import { Secret } from "@atlas/core";
import { createDevDatabases } from "@atlas/dev-database";
import { mysql } from "@atlas/dialect-mysql";
import { applySchema, type ApplyRequest, type ApplyResult } from "@atlas/workflows";

import { closeServers, mysqlServers, type MysqlTestServer } from "../databases.ts";

const devDatabases = createDevDatabases();
after(async () => {
  await closeServers();
  await devDatabases[Symbol.asyncDispose]();
});

const to: ApplyRequest["to"] = [
  { type: "text", name: "schema.sql", text: "CREATE VIEW v AS SELECT 1 AS a;\n" },
];

/** A desired schema for a database of the server, read with the help of this dev database. */
async function apply(server: MysqlTestServer, devUrl: string): Promise<ApplyResult> {
  await using database = await server.open();
  const request: ApplyRequest = {
    url: database.url.secret,
    to,
    devUrl: new Secret(devUrl),
    policy: { skip: [] },
    indent: "",
    txMode: "none",
    dryRun: false,
    lockTimeoutMs: 1_000,
    schemas: [],
    exclude: [],
  };
  return await applySchema(
    request,
    { dialects: [mysql], devDatabases, cacheDir: undefined },
    async () => ({ verdict: "approved" }) as const,
    { signal: new AbortController().signal },
  );
}

const servers = mysqlServers();

describe("the dev database for a target that speaks MySQL's protocol", () => {
  for (const server of servers)
    it(`serves when it is of its family: ${server.label}`, async () => {
      const result = await apply(server, `docker://${server.flavour}/${server.major}/dev`);
      assert.equal(result.outcome, "applied");
    });

  const pairs = servers.flatMap((server) => {
    const other = servers.find(({ flavour }) => flavour !== server.flavour);
    return other === undefined ? [] : [[server, other] as const];
  });
  for (const [server, other] of pairs)
    it(`is refused by name when it is of the other family: ${other.label} for ${server.label}`, async () => {
      await using given = await other.open();
      const urls = [`docker://${other.flavour}/${other.major}/dev`, given.url.secret.reveal()];
      for (const url of urls)
        await assert.rejects(apply(server, url), {
          code: "E_DEV_VERSION",
          message: `the dev database is ${other.label}, but the target is ${server.label}`,
        });
    });
});

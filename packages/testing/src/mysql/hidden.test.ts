import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { AtlasError, Secret } from "@atlas/core";
import { createDevDatabases } from "@atlas/dev-database";
import { mysql } from "@atlas/dialect-mysql";
import { applySchema, type ApplyRequest, type ApplyResult } from "@atlas/workflows";
import { closeServers, mysqlServers, type TestDatabase } from "../databases.ts";

const devDatabases = createDevDatabases();
after(async () => {
  await closeServers();
  await devDatabases[Symbol.asyncDispose]();
});

const made = `CREATE TABLE t (id int PRIMARY KEY); CREATE VIEW v AS SELECT id FROM t;
  CREATE FUNCTION f() RETURNS int DETERMINISTIC RETURN 1; CREATE PROCEDURE p() SELECT 1;
  CREATE TRIGGER r BEFORE INSERT ON t FOR EACH ROW SET NEW.id = NEW.id;
  CREATE EVENT e ON SCHEDULE EVERY 1 DAY STARTS '2035-01-01 00:00:00' DO DELETE FROM t;`;

function apply(url: Secret<string>, devUrl: string, exclude: readonly string[] = []): Promise<ApplyResult> {
  const request: ApplyRequest = {
    url,
    to: [{ type: "text", name: "schema.sql", text: made }],
    devUrl: new Secret(devUrl),
    policy: { skip: [] },
    indent: "",
    txMode: "none",
    dryRun: true,
    lockTimeoutMs: 1_000,
    schemas: [],
    exclude,
  };
  const agree = async () => ({ verdict: "approved" }) as const;
  const deps = { dialects: [mysql], devDatabases, cacheDir: undefined };
  return applySchema(request, deps, agree, { signal: new AbortController().signal });
}

/** The same database for an account that has these privileges on it and no others. */
async function asAccount(target: TestDatabase, grants: string): Promise<Secret<string>> {
  await target.raw(
    `DROP USER IF EXISTS narrow@localhost; CREATE USER narrow@localhost IDENTIFIED BY 'pw';
     GRANT ${grants} ON ${target.url.bound}.* TO narrow@localhost`,
  );
  return new Secret(target.url.secret.reveal().replace("root@", "narrow:pw@"));
}

for (const server of mysqlServers())
  describe(`what an account may not see on ${server.label}`, () => {
    const devUrl = `docker://${server.flavour}/${server.build.version}/dev`;

    for (const [grants, hidden, refused] of [
      ["SELECT", ["view"], /^view "v" exists, and .* may not read/],
      ["SELECT, EXECUTE", ["function", "procedure", "view"], /^function "f" exists, and/],
      ["SELECT, SHOW VIEW, TRIGGER, EVENT, EXECUTE", ["function", "procedure"], /^function "f" exists, and/],
    ] as const)
      it(`is named and never taken for empty or missing: with ${grants}`, async () => {
        await using target = await server.open();
        await target.raw(made);
        const url = await asAccount(target, grants);
        await using driver = await mysql.connect(mysql.parseUrl(url));
        const { unmanaged } = await driver.inspect({ schemas: [] });
        assert.deepEqual(
          unmanaged.map(({ kind }) => kind),
          hidden.map((kind) => `${kind} (hidden)`),
        );
        await assert.rejects(apply(url, devUrl), (error) => {
          assert.ok(error instanceof AtlasError);
          assert.match(error.message, refused);
          assert.match(error.hint ?? "", /^Grant /);
          return error.code === "E_PERMISSION";
        });
        const exclude = hidden.map((kind) => `*[type=${kind}]`);
        const { proposal } = await apply(url, devUrl, exclude);
        assert.deepEqual(
          proposal.plan.steps.filter(({ sql }) => hidden.some((kind) => sql.includes(kind.toUpperCase()))),
          [],
        );
      });
  });

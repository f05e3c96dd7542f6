import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { postgres } from "@atlas/dialect-postgres";
import { assertFitsOneByOne, makePlan, normalize } from "@atlas/engine";
import { splitStatements } from "@atlas/sql";
import { closeServers, postgresServer } from "../databases.ts";

after(closeServers);

/** What stands on a column whose type changes, and has to be away meanwhile. */
const protecting: Readonly<Record<string, string>> = {
  policy: "CREATE POLICY p ON t USING (a > 0);",
  publication: "CREATE PUBLICATION p FOR TABLE t WHERE (a > 0);",
};

describe("PostgreSQL 16: a plan without transactions", () => {
  const server = postgresServer(16);
  for (const [kind, sql] of Object.entries(protecting))
    it(`is refused where a ${kind} would be away between two statements`, async () => {
      await using target = await server.open();
      await target.raw(`CREATE TABLE t (a integer PRIMARY KEY); ${sql}`);
      await using driver = await target.connect();
      await using dev = await server.open();
      await using other = await dev.connect();
      const to = await normalize(
        { driver: other, isPrivate: true },
        splitStatements(`CREATE TABLE t (a bigint PRIMARY KEY); ${sql}`, "to.sql", postgres.syntax),
        { schemas: [] },
      );
      const from = await driver.inspect({ schemas: [] });
      const plan = makePlan(postgres, from, to, { policy: { skip: [] }, indent: "" });
      assert.throws(() => assertFitsOneByOne(plan), {
        code: "E_UNSUPPORTED_CHANGE",
        message: `without transactions ${kind} "${kind === "policy" ? "public.t." : ""}p" would be away between two statements`,
      });
    });
});

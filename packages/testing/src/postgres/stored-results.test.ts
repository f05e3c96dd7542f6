import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { postgres } from "@atlas/dialect-postgres";
import { makePlan } from "@atlas/engine";
import { closeServers, postgresServer } from "../databases.ts";

after(closeServers);

const schema = (body: string): string => `
  CREATE FUNCTION f(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS '${body}';
  CREATE FUNCTION other(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS '${body}';
  CREATE TABLE t (a integer, b integer GENERATED ALWAYS AS (f(a)) STORED, CONSTRAINT c CHECK (f(a) > 0));
  CREATE INDEX i ON t (f(a));`;

describe("PostgreSQL 16: a function that gets another body", () => {
  it("names what holds results of the old one", async () => {
    const server = postgresServer(16);
    await using before = await server.open();
    await before.raw(schema("SELECT $1 + 1"));
    await using after = await server.open();
    await after.raw(schema("SELECT $1 + 2"));
    await using from = await before.connect();
    await using to = await after.connect();
    const plan = makePlan(postgres, await from.inspect({ schemas: [] }), await to.inspect({ schemas: [] }), {
      policy: { skip: [] },
      indent: "",
    });
    assert.deepEqual(
      plan.steps.map(({ remarks = [] }) => remarks),
      [
        [
          'function "public.f(integer)" gets another body, and what it computed before stays in column "public.t.b", check "public.t.c", index "public.t.i": compute that anew if the results differ (UPDATE, REINDEX, REFRESH)',
        ],
        [],
      ],
    );
  });
});

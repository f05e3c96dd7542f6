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

const search = (token: string): string => `
  CREATE TEXT SEARCH CONFIGURATION c (PARSER = pg_catalog."default");
  ALTER TEXT SEARCH CONFIGURATION c ADD MAPPING FOR ${token} WITH simple;
  CREATE TABLE t (a text, b tsvector GENERATED ALWAYS AS (to_tsvector('c', a)) STORED);`;

describe("PostgreSQL 16: what holds results", () => {
  const server = postgresServer(16);

  async function remarks(present: string, desired: string): Promise<readonly (readonly string[])[]> {
    await using before = await server.open();
    await before.raw(present);
    await using after = await server.open();
    await after.raw(desired);
    await using from = await before.connect();
    await using to = await after.connect();
    const plan = makePlan(postgres, await from.inspect({ schemas: [] }), await to.inspect({ schemas: [] }), {
      policy: { skip: [] },
      indent: "",
    });
    return plan.steps.map((step) => step.remarks ?? []);
  }

  it("is named when a function gets another body", async () => {
    assert.deepEqual(await remarks(schema("SELECT $1 + 1"), schema("SELECT $1 + 2")), [
      [
        'function "public.f(integer)" gets another body, and what it computed before stays in column "public.t.b", check "public.t.c", index "public.t.i": compute that anew if the results differ (UPDATE, REINDEX, REFRESH)',
      ],
      [],
    ]);
  });

  it("is named when a text search configuration has other mappings", async () => {
    const said = await remarks(search("word"), search("asciiword"));
    assert.deepEqual(said, [
      [
        'text_search_configuration "public.c" has other mappings, and what it computed before stays in column "public.t.b": compute that anew if the results differ (UPDATE, REINDEX, REFRESH)',
      ],
      [],
    ]);
  });
});

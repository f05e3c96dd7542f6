import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { closeServers, postgresServer, testMajors } from "../databases.ts";
import { catalogColumns } from "./catalog-columns.ts";

after(closeServers);

const classes = /^(modelled|unmanaged|gap): |^(owner|storage|data|of the server|of an extension)\b|^follows from/;

describe("the census of the catalog", () => {
  for (const major of testMajors([16, 18]))
    it(`says of each column of PostgreSQL ${major} what becomes of it`, async () => {
      await using database = await postgresServer(major).open();
      const [rows = []] = await database.raw(`SELECT c.relname::text || '.' || a.attname::text AS name
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
        WHERE c.relnamespace = 'pg_catalog'::pg_catalog.regnamespace AND c.relkind = 'r' AND a.attnum > 0
          AND NOT a.attisdropped ORDER BY 1`);
      const known = new Set(
        Object.entries(catalogColumns).flatMap(([table, reasons]) =>
          Object.values(reasons).flatMap((names) => names.split(" ").map((name) => `${table}.${name}`)),
        ),
      );
      assert.deepEqual(
        rows.map((row) => String(row["name"])).filter((name) => !known.has(name)),
        [],
      );
    });

  it("says it once of each, in words that are known", () => {
    for (const [table, reasons] of Object.entries(catalogColumns)) {
      const names = Object.values(reasons).flatMap((list) => list.split(" "));
      assert.equal(new Set(names).size, names.length, table);
      for (const reason of Object.keys(reasons)) assert.match(reason, classes, table);
    }
  });

  it("knows every gap there is: one that is closed or new is said here", () => {
    const gaps = Object.entries(catalogColumns).flatMap(([table, reasons]) =>
      Object.keys(reasons).flatMap((reason) => (reason.startsWith("gap: ") ? [`${table}: ${reason}`] : [])),
    );
    assert.deepEqual(gaps, []);
  });
});

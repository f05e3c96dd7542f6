import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { closeServers, mysqlServers } from "../databases.ts";
import { mysqlCatalogColumns, otherMysqlTables } from "./catalog-columns-mysql.ts";

after(closeServers);

const classes = /^(modelled|unmanaged|gap): |^(storage|data|of the server)\b|^follows from/;

describe("the census of the catalog of MySQL and MariaDB", () => {
  for (const server of mysqlServers())
    it(`says of each column of ${server.label} what becomes of it`, async () => {
      await using database = await server.open();
      const [rows = []] = await database.raw(`SELECT UPPER(TABLE_NAME) AS t, UPPER(COLUMN_NAME) AS c
        FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = 'information_schema' ORDER BY 1, 2`);
      const others = new Set(Object.values(otherMysqlTables).flatMap((names) => names.split(" ")));
      const known = new Set(
        Object.entries(mysqlCatalogColumns).flatMap(([table, reasons]) =>
          Object.values(reasons).flatMap((names) => names.split(" ").map((name) => `${table}.${name}`)),
        ),
      );
      assert.deepEqual(
        rows
          .filter((row) => !others.has(String(row["t"])))
          .map((row) => `${String(row["t"])}.${String(row["c"])}`)
          .filter((name) => !known.has(name)),
        [],
      );
    });

  it("says it once of each, in words that are known", () => {
    const lists: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
      ...Object.entries(mysqlCatalogColumns),
      ["tables", otherMysqlTables],
    ];
    for (const [table, reasons] of lists) {
      const names = Object.values(reasons).flatMap((list) => list.split(" "));
      assert.equal(new Set(names).size, names.length, table);
      for (const reason of Object.keys(reasons)) assert.match(reason, classes, table);
    }
    const others = Object.values(otherMysqlTables).flatMap((names) => names.split(" "));
    assert.deepEqual(
      others.filter((name) => name in mysqlCatalogColumns),
      [],
    );
  });

  it("knows every gap there is: one that is closed or new is said here", () => {
    const gaps = Object.entries(mysqlCatalogColumns).flatMap(([table, reasons]) =>
      Object.keys(reasons)
        .filter((reason) => reason.startsWith("gap: "))
        .map((reason) => `${table}: ${reason.slice("gap: ".length)}`),
    );
    assert.deepEqual(gaps, [
      "EVENTS: the character sets of the session that made it, and of its schema then",
      "ROUTINES: the character sets of the session that made it, and of its schema then",
      "TRIGGERS: the character sets of the session that made it, and of its schema then",
      "VIEWS: the character sets of the session that made it",
    ]);
  });
});

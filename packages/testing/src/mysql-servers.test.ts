import assert from "node:assert/strict";
import { after, describe, it } from "node:test";

import { closeServers, mysqlServers } from "./databases.ts";

after(() => closeServers());

for (const server of mysqlServers())
  describe(`a database of a test on ${server.label}`, () => {
    it("is bound to an empty schema that no other test sees into", async () => {
      await using one = await server.open();
      await using other = await server.open();
      await one.raw("CREATE TABLE t (id int); INSERT INTO t VALUES (1), (2)");
      assert.deepEqual(await one.raw("SELECT 7 AS a; SELECT id FROM t ORDER BY id"), [
        [{ a: 7 }],
        [{ id: 1 }, { id: 2 }],
      ]);
      assert.deepEqual(await other.raw("SHOW TABLES"), [[]]);
      assert.equal(one.url.bound, (await one.raw("SELECT DATABASE() AS name"))[0]?.[0]?.["name"]);
    });

    it("has a server of its own when it is not bound, or has settings", async () => {
      await using bound = await server.open();
      await using whole = await server.open({ bound: false, settings: { "sql-mode": "ANSI_QUOTES" } });
      assert.equal(whole.url.bound, null);
      const own =
        "SELECT schema_name FROM information_schema.schemata WHERE schema_name NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema')";
      assert.deepEqual(await whole.raw(own), [[]]);
      assert.equal((await bound.raw(own))[0]?.length, 1);
      assert.match(String((await whole.raw("SELECT @@sql_mode AS mode"))[0]?.[0]?.["mode"]), /ANSI_QUOTES/);
    });
  });

describe("the servers of MySQL and MariaDB that tests run on", () => {
  it("are the newest of each flavour, unless in CI or where some were chosen", () => {
    const labels = (
      environment: Readonly<Record<string, string>>,
      options?: { readonly withOlder: true },
    ): readonly string[] => {
      const before = { ...process.env };
      Object.assign(process.env, { CI: "", ATLAS_TEST_MYSQL: "", ...environment });
      try {
        return mysqlServers(options).map(({ label }) => label);
      } finally {
        for (const name of ["CI", "ATLAS_TEST_MYSQL"]) {
          if (before[name] === undefined) delete process.env[name];
          else process.env[name] = before[name];
        }
      }
    };
    const all = labels({ CI: "true" }, { withOlder: true });
    const leading = labels({ CI: "true" });
    const newest = ["MariaDB", "MySQL"].flatMap(
      (flavour) => all.findLast((label) => label.startsWith(flavour)) ?? [],
    );
    assert.deepEqual(labels({}), newest);
    assert.deepEqual(
      leading,
      ["MariaDB 10", "MariaDB 11", "MySQL"].flatMap(
        (word) => all.findLast((label) => label.startsWith(word)) ?? [],
      ),
    );
    assert.deepEqual(labels({ ATLAS_TEST_MYSQL: "mysql,mariadb" }), leading);
    for (const label of all) {
      const word = label.toLowerCase().replace(" ", "-");
      assert.deepEqual(labels({ ATLAS_TEST_MYSQL: word }), [label]);
    }
  });
});

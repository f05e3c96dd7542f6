import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { defaultPolicy, excludeFrom } from "@atlas/core";
import { makePlan } from "@atlas/engine";
import { closeServers, isSince, type MysqlTestServer, mysqlServers } from "../databases.ts";

after(() => closeServers());

/** The statements that lead from one schema to the other, both without what the patterns name. */
async function planned(
  server: MysqlTestServer,
  [from, to]: readonly [from: string, to: string],
  ...patterns: readonly string[]
): Promise<readonly string[]> {
  await using one = await server.open();
  await using pattern = await server.open();
  await one.raw(from);
  await pattern.raw(to);
  await using driver = await one.connect();
  await using desired = await pattern.connect();
  const { dialect } = driver;
  const present = await driver.inspect({ schemas: [] });
  const left = excludeFrom(present, patterns, dialect.kinds);
  const goal = excludeFrom(await desired.inspect({ schemas: [] }), patterns, dialect.kinds);
  const kept = present.objects.filter(({ kind, name }) =>
    left.objects.every((object) => object.kind !== kind || object.name !== name),
  );
  const { steps } = makePlan(dialect, left, goal, { indent: "", policy: defaultPolicy, kept });
  return steps.map(({ sql }) => sql);
}

const table =
  "CREATE TABLE t (id int PRIMARY KEY, a int, b int, UNIQUE KEY i (a, b), CONSTRAINT c CHECK (a > 0));";
const trigger = "CREATE TRIGGER r BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1;";
const small = "CREATE TABLE t (id int PRIMARY KEY, b int);";

for (const server of mysqlServers())
  describe(`what is excluded on ${server.label}`, () => {
    it("keeps its triggers where it is a table", async () => {
      assert.deepEqual(await planned(server, [table + trigger, "SELECT 1"], "t"), []);
    });

    it("is a trigger by its own name, and by that of its table", async () => {
      for (const name of ["r", "t.r", "*.r"])
        assert.deepEqual(await planned(server, [table + trigger, table], name), []);
    });

    it("keeps the columns that an index or a check stands on", async () => {
      for (const [pattern, title] of [
        ["t.i", 'index "i"'],
        ["t.c", 'check "c"'],
      ] as const) {
        // Older servers keep no checks.
        if (pattern === "t.c" && !isSince(server, { mysql: "8.0.16" })) continue;
        await assert.rejects(planned(server, [table, small], pattern), {
          code: "E_UNSUPPORTED_CHANGE",
          message: `column "t.a" cannot be dropped, as what is excluded stands on it: ${title}`,
        });
      }
    });

    it("keeps the columns that a view or a trigger reads", async () => {
      const view = "CREATE VIEW v AS SELECT a FROM t;";
      await assert.rejects(planned(server, [table + view, small], "v"), { code: "E_UNSUPPORTED_CHANGE" });
      await assert.rejects(planned(server, [table + trigger, small], "r"), { code: "E_UNSUPPORTED_CHANGE" });
    });
  });

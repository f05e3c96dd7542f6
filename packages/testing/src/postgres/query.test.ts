import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { postgres } from "@atlas/dialect-postgres";
import { startPostgres, type PostgresServer } from "@atlas/dev-database";

describe("asking a PostgreSQL database", () => {
  let server: PostgresServer;
  before(async () => {
    server = await startPostgres({ major: 16 });
  });
  after(() => server[Symbol.asyncDispose]());

  it("gives numbers, booleans and texts, and takes arguments", async () => {
    await using driver = await postgres.connect(postgres.parseUrl(server.url));
    const { columns, rows } = (await driver.query?.(
      "SELECT $1::text AS a, 2::int AS b, true AS c, NULL AS d, 9007199254740993::bigint AS e, 1.50::numeric AS f, 0.5::float8 AS a",
      ["x"],
    )) ?? { columns: [], rows: [] };
    assert.deepEqual(columns, ["a", "b", "c", "d", "e", "f", "a"]);
    assert.deepEqual(rows, [["x", 2, true, null, 9007199254740993n, "1.50", 0.5]]);
    await assert.rejects(async () => driver.query?.("SELEC", []), { code: "E_SQL" });
    assert.deepEqual((await driver.query?.("SELECT $1::bool AS a", [true]))?.rows, [[true]]);
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { shortStatement, withoutSecrets } from "./shown.ts";

describe("a statement in an error", () => {
  it("is shown without its passwords", () => {
    const texts = {
      "CREATE USER jo IDENTIFIED BY 'hush'": "CREATE USER jo IDENTIFIED BY '***'",
      'CREATE USER jo IDENTIFIED WITH ed25519 AS "hush"': "CREATE USER jo IDENTIFIED WITH ed25519 AS '***'",
      "CREATE TABLE t (a int) ENGINE=FEDERATED CONNECTION='mysql://u:hush@h/d/t'":
        "CREATE TABLE t (a int) ENGINE=FEDERATED CONNECTION='***'",
      "SET PASSWORD FOR jo@h = 'hush'": "SET PASSWORD FOR jo@h = '***'",
      "ALTER ROLE jo PASSWORD E'hu\\'sh' LOGIN": "ALTER ROLE jo PASSWORD '***' LOGIN",
      "ALTER ROLE jo PASSWORD hush": "ALTER ROLE jo PASSWORD '***'",
      "CREATE USER MAPPING FOR a SERVER s OPTIONS (path 'C:\\', \"password\" 'hush', note 'seen')":
        "CREATE USER MAPPING FOR a SERVER s OPTIONS (path 'C:\\', \"password\" '***', note 'seen')",
      "CREATE SUBSCRIPTION s CONNECTION 'host=a password=hu": "CREATE SUBSCRIPTION s CONNECTION '***'",
      "SELECT 1 AS password FROM t": "SELECT 1 AS password FROM t",
      "SELECT 'it''s' AS a, 'b'": "SELECT 'it''s' AS a, 'b'",
    };
    for (const [text, shown] of Object.entries(texts)) assert.equal(withoutSecrets(text), shown);
  });

  it("may be of any length", () => {
    const letters = "x".repeat(20_000_000);
    assert.equal(withoutSecrets(`SELECT '${letters}', ${letters}`).length, 40_000_011);
    assert.equal(withoutSecrets(`ALTER ROLE a PASSWORD '${letters}`), "ALTER ROLE a PASSWORD '***'");
    assert.equal(shortStatement(`SELECT '${letters}'`).length, 401);
  });
});

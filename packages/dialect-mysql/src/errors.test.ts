import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { errnoOf, refusesEncryption, translateConnectError, translateError } from "./errors.ts";

/** As mysql2 gives what the server said. */
const said = (errno: number, sqlMessage = "so says the server"): Error =>
  Object.assign(new Error(sqlMessage), { errno, sqlMessage, sqlState: "HY000", code: "ER_SOMETHING" });

describe("an error of a server", () => {
  it("gets its code from its number, and keeps its words", () => {
    const codes = {
      1064: "E_SQL",
      1142: "E_PERMISSION",
      1205: "E_LOCK_TIMEOUT",
      1213: "E_LOCK_TIMEOUT",
      1227: "E_PERMISSION",
      1317: "E_CANCELLED",
      1927: "E_CONNECTION_LOST",
      1969: "E_TIMEOUT",
      3024: "E_TIMEOUT",
      3572: "E_LOCK_TIMEOUT",
      4031: "E_CONNECTION_LOST",
    };
    for (const [errno, code] of Object.entries(codes)) {
      const error = translateError(said(Number(errno)));
      assert.deepEqual([error.code, error.message], [code, "so says the server"]);
      assert.deepEqual(error.details, { errno: Number(errno), sqlstate: "HY000" });
      assert.equal(errnoOf(error), Number(errno));
    }
  });

  it("of MySQL alone is MariaDB's word for something else", () => {
    assert.equal(translateError(said(4031), { flavour: "mariadb" }).code, "E_SQL");
    assert.equal(translateError(said(1927), { flavour: "mariadb" }).code, "E_CONNECTION_LOST");
  });

  it("is told apart from one of the connection, whose number is another's", () => {
    const reset = Object.assign(new Error("read ECONNRESET"), { errno: -104, code: "ECONNRESET" });
    const error = translateError(reset);
    assert.equal(error.code, "E_CONNECTION_LOST");
    assert.equal(errnoOf(error), undefined);
  });
});

describe("an error of connecting", () => {
  it("says who is to blame", () => {
    const codeOf = (error: Error): string => translateConnectError(error, "the server at h:1").code;
    assert.equal(codeOf(said(1045)), "E_AUTH");
    assert.equal(codeOf(said(1130)), "E_AUTH");
    assert.equal(codeOf(said(1044)), "E_PERMISSION");
    assert.equal(codeOf(said(1040)), "E_CONNECT");
    assert.equal(codeOf(Object.assign(new Error("no"), { code: "ETIMEDOUT" })), "E_CONNECT");
    assert.equal(
      codeOf(Object.assign(new Error("no"), { code: "MYSQL_CLEAR_PASSWORD_NOT_ENABLED" })),
      "E_AUTH",
    );
  });

  it("lets a connection do without encryption only where the server has none", () => {
    assert.ok(refusesEncryption(Object.assign(new Error("no"), { code: "HANDSHAKE_NO_SSL_SUPPORT" })));
    assert.ok(!refusesEncryption(said(1045)));
    assert.ok(!refusesEncryption(Object.assign(new Error("no"), { code: "ECONNREFUSED" })));
  });

  it("holds the reasons of all addresses that were tried", () => {
    const error = translateConnectError(
      new AggregateError([
        new Error("connect ECONNREFUSED ::1:1"),
        new Error("connect ECONNREFUSED 127.0.0.1:1"),
      ]),
      "the server at localhost:1",
    );
    assert.match(error.message, /::1:1; connect ECONNREFUSED 127/);
  });
});

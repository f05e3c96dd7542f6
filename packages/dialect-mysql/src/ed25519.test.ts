import assert from "node:assert/strict";
import { createPublicKey, randomBytes, verify } from "node:crypto";
import { describe, it } from "node:test";
import { ed25519Answer, ed25519PublicKey } from "./ed25519.ts";

describe("a password of MariaDB's ed25519", () => {
  it("has the public key that the server makes of it", () => {
    // Of the manual: https://mariadb.com/kb/en/authentication-plugin-ed25519/
    assert.equal(
      ed25519PublicKey("secret").toString("base64").replace(/=+$/, ""),
      "ZIgUREUg5PVgQ6LskhXmO+eZLS0nC8be6HPjYWR4YJY",
    );
  });

  it("signs what the server asks, so that it can be verified", () => {
    for (const password of ["secret", "", "it's: a/pässword?", "x".repeat(200)]) {
      const nonce = randomBytes(32);
      const head = Buffer.from("302a300506032b6570032100", "hex");
      const der = Buffer.concat([head, ed25519PublicKey(password)]);
      const key = createPublicKey({ key: der, format: "der", type: "spki" });
      const answer = ed25519Answer(password, nonce);
      assert.equal(answer.length, 64);
      assert.equal(verify(null, nonce, key, answer), true, password);
      assert.equal(verify(null, randomBytes(32), key, answer), false);
    }
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { redactText, secretsIn } from "./secrets.ts";

describe("secretsIn", () => {
  it("finds passwords in URLs, also where the URL is broken", () => {
    const secrets = secretsIn(["--url", "postgres://u:p%40ss-w0rd@h/db", "mysql://u:a/b?c@h:port"]);
    for (const secret of ["p%40ss-w0rd", "p@ss-w0rd", "a/b?c"]) assert.ok(secrets.includes(secret), secret);
  });

  it("finds tokens among the parameters", () => {
    assert.deepEqual(secretsIn(["libsql://h?authToken=t0ken-value&x=1"]), ["t0ken-value"]);
  });
});

describe("redactText", () => {
  it("hides a short plain password only where it stands alone", () => {
    assert.equal(
      redactText('password "pass" of postgres://u:pass@h', ["pass"]),
      'password "***" of postgres://u:***@h',
    );
  });

  it("hides a long password wherever it is", () => {
    assert.equal(redactText("xlongsecret1y", ["longsecret1"]), "x***y");
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AtlasError, Secret } from "@atlas/core";
import { boundTo, parseSettings, parseUrl } from "./url.ts";

describe("a PostgreSQL URL", () => {
  it("is taken apart and decoded", () => {
    const url =
      "postgres://jo%40x:p%2Fw@db.example:6543/shop?sslmode=verify-full&connect_timeout=3&application_name=a%20b";
    assert.deepEqual(parseSettings(new Secret(url)), {
      host: "db.example",
      port: 6543,
      searchPath: [],
      sslMode: "verify-full",
      user: "jo@x",
      password: "p/w",
      database: "shop",
      applicationName: "a b",
      connectTimeoutMs: 3000,
    });
  });

  it("means localhost with encryption when it names neither", () => {
    assert.deepEqual(parseSettings(new Secret("postgresql:///shop")), {
      host: "localhost",
      port: 5432,
      searchPath: [],
      sslMode: "require",
      database: "shop",
    });
  });

  it("reaches a Unix socket, which is never encrypted", () => {
    const { host, port, sslMode } = parseSettings(
      new Secret("postgres://u@/d?host=/run/pg&port=6000&sslmode=require"),
    );
    assert.deepEqual({ host, port, sslMode }, { host: "/run/pg", port: 6000, sslMode: "disable" });
  });

  it("names certificates and options of the server", () => {
    const url =
      "postgres://h/d?sslrootcert=/ca.pem&sslcert=/c.pem&sslkey=/k.pem&options=-c%20statement_timeout%3D5s";
    assert.partialDeepStrictEqual(parseSettings(new Secret(url)), {
      sslRootCert: "/ca.pem",
      sslCert: "/c.pem",
      sslKey: "/k.pem",
      options: "-c statement_timeout=5s",
    });
  });

  it("is bound to a schema when search_path names exactly one", () => {
    const boundOf = (path: string): string | null =>
      parseUrl(new Secret(`postgres://h/d?search_path=${path}`)).bound;
    assert.equal(boundOf("app"), "app");
    assert.equal(boundOf("%22My%20App%22"), "My App");
    assert.equal(boundOf("a,b"), null);
  });

  it("of a whole database can be bound to a schema", () => {
    const bound = (url: string, name: string) => boundTo(parseUrl(new Secret(url)), name);
    assert.equal(bound("postgres://h/d", 'a, "b"').bound, 'a, "b"');
    assert.equal(bound("postgres://h/d?sslmode=disable&search_path=a,b", "c").bound, "c");
    const { secret } = bound("postgres://h/d?sslmode=disable", "c");
    assert.equal(parseSettings(secret).sslMode, "disable");
  });

  it("is shown without its password", () => {
    const { redacted, secrets } = parseUrl(new Secret("postgres://jo:hush%21@h:5433/d?sslmode=disable"));
    assert.equal(redacted, "postgres://jo:xxxxx@h:5433/d?sslmode=disable");
    assert.deepEqual(secrets, ["hush!"]);
  });

  for (const [url, message, hint] of [
    ["postgres://h/d?ssl-mode=disable", 'unknown parameter "ssl-mode"', 'Did you mean "sslmode"?'],
    [
      "postgres://h/d?target_session_attrs=any",
      'parameter "target_session_attrs" is not supported',
      undefined,
    ],
    ["postgres://h/d?sslmode=no", 'unsupported sslmode "no"', undefined],
    ["postgres://a,b/d", "several hosts are not supported", undefined],
    ["postgres://h:99999/d", "invalid port after host", undefined],
    ["postgres://h/d?sslmode=require&sslmode=disable", 'parameter "sslmode" is given twice', undefined],
  ] as const) {
    it(`is refused: ${message}`, () => {
      assert.throws(
        () => parseUrl(new Secret(url)),
        (error) =>
          error instanceof AtlasError &&
          error.code === "E_URL" &&
          error.message === `sql/sqlclient: parse open url: ${message}` &&
          (hint === undefined || error.hint === hint),
      );
    });
  }

  for (const password of [
    "top/secret",
    "top?secret",
    "top?secret=1",
    "1?secret=1",
    "top#secret",
    "%zzsecret",
    "top:/secret",
  ]) {
    it(`never shows a password that was not encoded: ${password}`, () => {
      assert.throws(
        () => parseUrl(new Secret(`postgres://jo:${password}@h/d`)),
        (error) =>
          error instanceof AtlasError &&
          error.code === "E_URL" &&
          !`${error.message} ${error.hint}`.includes("secret"),
      );
    });
  }
});

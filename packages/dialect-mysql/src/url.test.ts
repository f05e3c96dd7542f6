import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AtlasError, Secret } from "@atlas/core";
import { boundTo, parseSettings, parseUrl } from "./url.ts";

const settings = (url: string) => parseSettings(new Secret(url));

const plain = {
  host: "localhost",
  port: 3306,
  tlsMode: "preferred",
  cleartextPassword: false,
  variables: {},
};

describe("a MySQL URL", () => {
  it("is taken apart and decoded", () => {
    assert.deepEqual(settings("mysql://jo%40x:p%2Fw%3F@db.example:3307/my%20shop?timeout=3s"), {
      ...plain,
      host: "db.example",
      port: 3307,
      user: "jo@x",
      password: "p/w?",
      database: "my shop",
      connectTimeoutMs: 3_000,
    });
  });

  it("means this machine and its usual port when it names neither", () => {
    for (const url of ["mysql://", "maria:///", "mariadb://?"]) assert.deepEqual(settings(url), plain);
  });

  it("reaches addresses of both kinds", () => {
    assert.partialDeepStrictEqual(settings("mysql://u@[::1]:3310/d"), { host: "::1", port: 3310 });
    assert.partialDeepStrictEqual(settings("mysql://u@10.0.0.1/d"), { host: "10.0.0.1", port: 3306 });
  });

  it("takes an empty password for none, and keeps every character of another one", () => {
    assert.equal(settings("mysql://u:@h/d").password, undefined);
    assert.equal(settings("mysql://u:a:b@c@h/d").password, "a:b@c");
    assert.equal(settings("mysql://u:%25%23%26%3D%C3%A9@h/d").password, "%#&=é");
  });

  it("reaches a Unix socket, which is never encrypted", () => {
    for (const scheme of ["mysql+unix", "maria+unix", "mariadb+unix"])
      assert.deepEqual(settings(`${scheme}://u:p@/tmp/my%20sock.sock?database=shop`), {
        ...plain,
        tlsMode: "disabled",
        socketPath: "/tmp/my sock.sock",
        user: "u",
        password: "p",
        database: "shop",
      });
    assert.partialDeepStrictEqual(settings("mysql://u@localhost/shop?socket=/run/my.sock"), {
      socketPath: "/run/my.sock",
      database: "shop",
    });
  });

  it("is bound when it names a database", () => {
    const boundOf = (url: string): string | null => parseUrl(new Secret(url)).bound;
    assert.equal(boundOf("mysql://h/shop"), "shop");
    assert.equal(boundOf("mysql://h/"), null);
    assert.equal(boundOf("mysql://h"), null);
    assert.equal(boundOf("mysql+unix:///tmp/s?database=shop"), "shop");
    assert.equal(boundOf("mysql+unix:///tmp/s"), null);
  });

  it("of a whole server can be bound to a database", () => {
    const bound = (url: string, name: string) =>
      parseSettings(boundTo(parseUrl(new Secret(url)), name).secret).database;
    assert.equal(bound("mysql://h", "a b&c"), "a b&c");
    assert.equal(bound("mysql://h/?tls=false", "shop"), "shop");
    assert.equal(bound("mysql+unix:///tmp/s?database=", "shop"), "shop");
  });

  it("is shown without its password", () => {
    const shown = (url: string) => parseUrl(new Secret(url));
    assert.equal(
      shown("mysql://jo:hush%21@h:3307/d?tls=true").redacted,
      "mysql://jo:xxxxx@h:3307/d?tls=true",
    );
    assert.deepEqual(shown("mysql://jo:hush%21@h/d").secrets, ["hush!"]);
    assert.equal(
      shown("mariadb+unix://jo:hush@/tmp/s?database=d").redacted,
      "mariadb+unix://jo:xxxxx@/tmp/s?database=d",
    );
  });

  it("passes over what other drivers take and we have no use for", () => {
    assert.deepEqual(
      settings("mysql://h/d?parseTime=true&loc=UTC&multiStatements=true&charset=utf8mb4,utf8&readTimeout=5s"),
      { ...plain, host: "h", database: "d" },
    );
  });

  it("sets variables of the session", () => {
    assert.deepEqual(
      settings("mysql://h/d?sql_mode=%27ANSI_QUOTES%2CSTRICT_TRANS_TABLES%27&lock_wait_timeout=5").variables,
      { sql_mode: "ANSI_QUOTES,STRICT_TRANS_TABLES", lock_wait_timeout: "5" },
    );
  });
});

describe("encryption in a MySQL URL", () => {
  const modeOf = (query: string) => settings(`mysql://h/d?${query}`).tlsMode;

  it("is named as the driver, the server's client and PostgreSQL name it", () => {
    const modes = {
      "tls=true": "verify_identity",
      "tls=skip-verify": "required",
      "tls=preferred": "preferred",
      "tls=false": "disabled",
      "ssl-mode=DISABLED": "disabled",
      "ssl_mode=PREFERRED": "preferred",
      "sslmode=require": "required",
      "sslMode=VERIFY_CA": "verify_ca",
      "ssl-mode=VERIFY_IDENTITY": "verify_identity",
      "sslmode=verify-full": "verify_identity",
    };
    for (const [query, mode] of Object.entries(modes)) assert.equal(modeOf(query), mode, query);
  });

  it("is checked against an authority that is named, however its parameter is spelled", () => {
    for (const name of ["ssl-ca", "ssl_ca", "sslca", "sslCA", "sslrootcert"])
      assert.partialDeepStrictEqual(settings(`mysql://h/d?${name}=/ca.pem`), {
        tlsMode: "verify_ca",
        tlsCa: "/ca.pem",
      });
    assert.equal(modeOf("ssl-ca=/ca.pem&tls=true"), "verify_identity");
  });

  it("takes a certificate together with its key", () => {
    assert.partialDeepStrictEqual(settings("mysql://h/d?ssl-cert=/c.pem&ssl-key=/k.pem"), {
      tlsMode: "required",
      tlsCert: "/c.pem",
      tlsKey: "/k.pem",
    });
    assert.throws(() => modeOf("ssl-cert=/c.pem"), { code: "E_URL" });
  });

  it("is refused where the parameters contradict each other", () => {
    for (const query of ["tls=false&ssl-ca=/ca.pem", "tls=true&ssl-mode=DISABLED"])
      assert.throws(() => modeOf(query), { code: "E_URL" });
  });
});

describe("a malformed MySQL URL", () => {
  const refusals: Readonly<Record<string, RegExp>> = {
    "mysql://h/d?sslcaa=/x": /^unknown parameter "sslcaa" Did you mean "ssl-ca"\?/,
    "mysql://h/d?frobnicate=1": /^unknown parameter "frobnicate" Known parameters: /,
    "mysql://h/d?tls=custom": /^unsupported tls "custom" Use one of "true"/,
    "mysql://h/d?ssl-mode=REQUIERED": /^unsupported ssl-mode "REQUIERED" Did you mean "required"\?/,
    "mysql://h/d?tls=true&ssl=true": /^parameter "tls" is given twice/,
    "mysql://h/d?charset=latin1": /^the character set "latin1" is not supported/,
    "mysql://h/d?timeout=soon": /^parameter "timeout" is not a duration/,
    "mysql://h/d?database=e": /^the path and the parameter name different databases/,
    "mysql://h,i/d": /^several hosts are not supported/,
    "mysql://u:p@tcp(h:3306)/d": /^the address is in the form of a Go driver Write mysql:/,
    "mysql+unix://u:p@h/tmp/s": /^a URL of a Unix socket names no host/,
    "mysql+unix://u:p@?database=d": /^the path of the Unix socket is missing/,
    "mysql://u:secret%zz@h/d": /^invalid percent-encoding in password/,
    "mysql://u:sec/ret@h/d": /^invalid character after host Percent-encode/,
    "mysql://u:sec:&ret@h:&x/d": /^invalid port after host Percent-encode/,
    "mysql:/h/d": /^the URL is not of the form/,
  };

  for (const [url, expected] of Object.entries(refusals))
    it(`says what is wrong without a word of its secrets: ${expected.source.slice(1, 50)}`, () => {
      const error = failureOf(url);
      const reason = error.message.replace(/^sql\/sqlclient: parse open url: /, "");
      assert.match(`${reason} ${error.hint ?? ""}`, expected);
      assert.doesNotMatch(`${error.message} ${error.hint}`, /secret|sec:|ret@/);
    });
});

function failureOf(url: string): AtlasError {
  try {
    parseUrl(new Secret(url));
  } catch (error) {
    assert.ok(error instanceof AtlasError && error.code === "E_URL");
    return error;
  }
  throw new Error("it was understood");
}

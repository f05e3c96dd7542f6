import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AtlasError } from "@atlas/core";
import { parseTarget } from "./url.ts";

describe("a SQLite URL", () => {
  it("names a file, relative or absolute, or a database in memory", () => {
    assert.equal(parseTarget("sqlite://file.db?_fk=1").path, "file.db");
    assert.equal(parseTarget("sqlite3:///abs/my%20file.db").path, "/abs/my file.db");
    assert.equal(parseTarget("libsql+file://dir/x.db").path, "dir/x.db");
    assert.partialDeepStrictEqual(parseTarget("sqlite://dev?mode=memory&_fk=1"), {
      memory: true,
      shared: false,
      foreignKeys: true,
    });
    assert.equal(parseTarget("sqlite://dev?mode=memory&cache=shared").shared, true);
  });

  it("of libSQL names a local file, by its scheme or by how it is written", () => {
    assert.equal(parseTarget("libsql:///var/lib/app.db?_fk=1").path, "/var/lib/app.db");
    assert.equal(parseTarget("libsql://./app").path, "./app");
    assert.equal(parseTarget("libsql://app.db").path, "app.db");
    assert.equal(parseTarget("libsql://file:app").path, "app");
    assert.equal(parseTarget("libsql+file://app").path, "app");
    assert.equal(parseTarget("libsql://dev?mode=memory").memory, true);
  });

  it("of a libSQL server is refused by name, with what to write, and without its token", () => {
    for (const url of [
      "libsql://app-org.turso.io?authToken=s3cret-token",
      "libsql+wss://u:s3cret-token@app-org.turso.io/x.db",
      "libsql+ws://app-org.turso.io",
      "libsql+file://app.db?authToken=s3cret-token",
    ])
      assert.throws(
        () => parseTarget(url),
        (error) =>
          error instanceof AtlasError &&
          error.code === "E_URL" &&
          /app-org\.turso\.io|authToken/.test(error.message) &&
          /libsql\+file:|Leave authToken out/.test(error.hint ?? "") &&
          !JSON.stringify([error.message, error.hint, error.details]).includes("s3cret"),
      );
  });

  it("is refused with what it does not understand, and with what may have been meant", () => {
    const refused = (url: string): string => {
      try {
        parseTarget(url);
      } catch (error) {
        assert.ok(error instanceof AtlasError);
        assert.equal(error.code, "E_URL");
        return `${error.message}. ${error.hint}`;
      }
      return "accepted";
    };
    assert.match(refused("sqlite://x?_fks=1"), /unknown URL parameter "_fks".*Did you mean _fk\?/);
    assert.match(refused("sqlite://x?mode=rwx"), /mode cannot be "rwx".*ro, rw, rwc, memory/);
    assert.match(refused("sqlite://"), /names no file/);
    assert.match(refused("sqlite://%zz"), /percent/);
    assert.match(refused("mysql://host"), /not a SQLite URL/);
  });
});

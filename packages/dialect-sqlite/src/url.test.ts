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
    assert.match(refused("libsql://host"), /not a SQLite URL/);
  });
});

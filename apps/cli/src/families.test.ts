import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { families, familiesOf } from "./families.ts";

const namesOf = (...args: readonly string[]): readonly string[] =>
  familiesOf(args).map(({ names: [first = ""] }) => first);
const all = ["postgres", "mysql", "sqlite"];

describe("the families that a command line can mean", () => {
  it("are those of its URLs, also of dev databases that are to be started", () => {
    assert.deepEqual(namesOf("schema", "inspect", "-u", "sqlite://x.db"), ["sqlite"]);
    assert.deepEqual(namesOf("--url=libsql+file://x.db"), ["sqlite"]);
    assert.deepEqual(namesOf("--url", "mysql+unix:///s.sock", "--to", "file://a.sql"), ["mysql"]);
    assert.deepEqual(namesOf("--to", "file://a.hcl", "--dev-url", "docker://maria/11/dev"), ["mysql"]);
    assert.deepEqual(namesOf("--dev-url", "docker+postgres://_/own:16/x"), ["postgres"]);
    assert.deepEqual(namesOf("--from", "sqlite://a", "--to", "postgres://b"), ["postgres", "sqlite"]);
  });

  it("are all where a project file or an unknown scheme may name any, or nothing does", () => {
    assert.deepEqual(namesOf("--env", "local", "--url", "sqlite://x.db"), all);
    assert.deepEqual(namesOf("-c", "file://atlas.hcl"), all);
    assert.deepEqual(namesOf("--url", "oracle://x", "--dev-url", "sqlite://x"), all);
    assert.deepEqual(namesOf("--url", "env://src"), all);
    assert.deepEqual(namesOf("schema", "inspect"), all);
  });

  it("know every scheme that their dialects answer to", async () => {
    for (const { names, load } of families)
      for (const scheme of (await load()).schemes)
        assert.ok(names.includes(scheme.split("+")[0] ?? ""), scheme);
  });
});

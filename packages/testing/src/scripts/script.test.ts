import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readScript } from "./script.ts";
import { parseArchive } from "./txtar.ts";

describe("readScript", () => {
  it("replaces variables outside of quotes only", () => {
    const [line] = readScript("! exec a $X/b 'c $X'", new Map([["X", "1"]]));
    assert.deepEqual(line?.words, ["exec", "a", "1/b", "c $X"]);
    assert.equal(line?.negated, true);
  });

  it("joins a line that ends in a backslash with the next", () => {
    const lines = [...readScript("# title\nexec a \\\n  b\nstdout 'it''s'", new Map())];
    assert.deepEqual(
      lines.map(({ words }) => words),
      [
        ["exec", "a", "b"],
        ["stdout", "it's"],
      ],
    );
  });
});

describe("parseArchive", () => {
  it("tells the script from its files", () => {
    assert.deepEqual(parseArchive("exec a\n-- x.sql --\n1\n-- y.sql --\n"), {
      comment: "exec a\n",
      files: [
        { name: "x.sql", text: "1\n" },
        { name: "y.sql", text: "" },
      ],
    });
  });
});

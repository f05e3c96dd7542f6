import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { significantTokens } from "@atlas/sql";
import { readFileSync, globSync } from "node:fs";
import { join } from "node:path";
import { scan } from "./scan.ts";
import { syntax } from "./text.ts";

const corpus = join(import.meta.dirname, "../../../corpus/sqlite");

describe("the tokens of SQLite", () => {
  it("are those of the general tokenizer, on every text of the corpus and wherever it is cut off", () => {
    const texts = globSync("*/*.sql", { cwd: corpus }).map((file) =>
      readFileSync(join(corpus, file), "utf8"),
    );
    assert.ok(texts.length > 100);
    const cut = texts.flatMap((text) => [
      text,
      text.slice(1),
      text.slice(0, text.length / 2),
      text.slice(text.length / 3),
    ]);
    const odd = [
      "a$b $c ?1 ?:x @y #z 1.5e-3 .5 0x1F 1_000 a.b t.5",
      "'it''s' \"a\"\"b\" `c``d` [e\"f] 'open",
      "größe 🦊x -- no line end",
      "/* open",
      "a/*b*/c--d\ne",
      "x y'z' X -",
      "\u000b\f\r\n",
    ];
    for (const text of [...cut, ...odd].filter((sample) => !/\b[xX]'/.test(sample)))
      assert.deepEqual(scan(text), significantTokens(text, syntax), text);
  });

  it("hold a blob as one", () => {
    assert.deepEqual(
      scan("x'00' X'ab', ex'1' x 'a'").map((token) => token.text),
      ["x'00'", "X'ab'", ",", "ex", "'1'", "x", "'a'"],
    );
  });
});

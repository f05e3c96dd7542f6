import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AtlasError, type ScanOptions } from "@atlas/core";
import fc from "fast-check";
import { type ScannedStatement, scanStatements } from "./scan.ts";

const plain: ScanOptions = {
  beginEnd: false,
  beginAtomic: false,
  dollarQuotes: false,
  backslashEscapes: false,
  escapeStrings: false,
  hashComments: false,
};
const anyOptions: fc.Arbitrary<ScanOptions> = fc.record({
  beginEnd: fc.boolean(),
  beginAtomic: fc.boolean(),
  dollarQuotes: fc.boolean(),
  backslashEscapes: fc.boolean(),
  escapeStrings: fc.boolean(),
  hashComments: fc.boolean(),
  nestedComments: fc.boolean(),
  executableComments: fc.boolean(),
});
const fragments = fc.constantFrom(
  ..."' \" ` $$ $a$ E' \\ -- /* */ /*! # \n \r\n ; ;\n ( ) // x é 😀 \uD83D \uFEFF \u00A0 end".split(" "),
  " ",
  "BEGIN ",
  "BEGIN ATOMIC ",
  "END",
  "END;",
  "END l;",
  "l: BEGIN ",
  "END IF;",
  "delimiter //\n",
  "DELIMITER ;\n",
  "delimiter '\\n'\n",
  "-- atlas:delimiter //\n",
  "-- atlas:delimiter \\n\\n\n",
  "-- c\n",
);
const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.array(fragments, { maxLength: 40 }).map((parts) => parts.join("")),
);

function scanned(text: string, options: ScanOptions): readonly ScannedStatement[] | undefined {
  try {
    return scanStatements(text, options, "1.sql");
  } catch (error) {
    assert.ok(error instanceof AtlasError, String(error));
    assert.equal(error.code, "E_SOURCE");
    assert.ok(error.place);
    return undefined;
  }
}

/** Eats what may stand between statements; knows of the scanner only how delimiters are set. */
class Between {
  #delimiter: string;

  constructor(text: string) {
    this.#delimiter = /^\uFEFF?-- +atlas:delimiter\b[ \t]*([^\n]*)/.exec(text)?.[1]?.trim() ?? ";";
    this.#unescape();
  }

  /** @returns what is left: nothing that a statement could be made of. */
  eat(gap: string, options: ScanOptions): string {
    let rest = gap;
    for (let before = ""; before !== rest;) {
      before = rest;
      const command = /^delimiter[ \t]([^\n]*)/i.exec(rest);
      if (command) {
        const value = (command[1] ?? "").trim();
        this.#delimiter = /^'((?:[^']|'')*)'$/.exec(value)?.[1]?.replaceAll("''", "'") ?? value;
        this.#unescape();
        rest = rest.slice(command[0].length);
      } else if (/^\s/.test(rest)) rest = rest.trimStart();
      else if (rest.startsWith(this.#delimiter)) rest = rest.slice(this.#delimiter.length);
      else if (rest.startsWith("--") || (rest.startsWith("#") && options.hashComments))
        rest = rest.replace(/^[^\n]*/, "");
      else if (rest.startsWith("/*")) rest = afterComment(rest, options.nestedComments === true);
    }
    return rest;
  }

  #unescape(): void {
    this.#delimiter = this.#delimiter.replaceAll("\\n", "\n").replaceAll("\\r", "\r").replaceAll("\\t", "\t");
  }
}

function afterComment(text: string, isNested: boolean): string {
  if (!isNested) return text.slice(text.indexOf("*/", 2) + 2);
  let depth = 0;
  for (const edge of text.matchAll(/\/\*|\*\//g)) {
    depth += edge[0] === "/*" ? 1 : -1;
    if (depth === 0) return text.slice(edge.index + 2);
  }
  return text;
}

describe("whatever the text", () => {
  it("statements stand in it as they are, and between them nothing that could run", () => {
    fc.assert(
      fc.property(anyText, anyOptions, (text, options) => {
        const statements = scanned(text, options);
        if (!statements) return;
        const between = new Between(text);
        let at = 0;
        for (const { start, text: statement } of [...statements, { start: text.length, text: "" }]) {
          assert.ok(start >= at);
          assert.equal(text.slice(start, start + statement.length), statement);
          assert.equal(statement.trim(), statement);
          assert.equal(between.eat(text.slice(at, start), options), "", JSON.stringify([text, statements]));
          at = start + statement.length;
        }
      }),
      { numRuns: 5000 },
    );
  });

  it("statements written one below the other are read as they were", () => {
    fc.assert(
      fc.property(anyText, anyOptions, (text, options) => {
        // What a command sets belongs to the file, not to a statement.
        fc.pre(!/delimiter/i.test(text));
        const statements = scanned(text, options);
        if (!statements) return;
        const written = statements.map((each) => each.text);
        // A statement without its end only comes last.
        const again = scanned(written.join("\n"), options);
        assert.deepEqual(
          again?.map((each) => each.text),
          written,
        );
      }),
      { numRuns: 3000 },
    );
  });

  it("a part of it is read like a text of its own, at its place", () => {
    fc.assert(
      fc.property(anyText, anyText, anyText, (before, text, after) => {
        const alone = scanned(text, plain);
        const range = { start: before.length, end: before.length + text.length };
        let part: readonly ScannedStatement[] | undefined;
        try {
          part = scanStatements(before + text + after, plain, "1.sql", range);
        } catch (error) {
          assert.ok(error instanceof AtlasError);
        }
        assert.deepEqual(
          part?.map((each) => ({ ...each, start: each.start - before.length })),
          alone,
        );
      }),
      { numRuns: 1000 },
    );
  });
});

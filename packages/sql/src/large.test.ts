import { describe, it } from "node:test";
import { AtlasError, type SqlSyntax } from "@atlas/core";
import { renameHints } from "./rename-hints.ts";
import { splitStatements } from "./split.ts";

const plain: SqlSyntax = {
  dollarQuotes: false,
  backslashEscapes: false,
  escapeStrings: false,
  identifierQuotes: ['"', "`", "["],
  nestedComments: false,
  hashComments: false,
  compoundStatements: ["trigger"],
  atomicBodies: false,
};
const syntaxes: readonly SqlSyntax[] = [
  plain,
  { ...plain, dollarQuotes: true, escapeStrings: true, nestedComments: true, atomicBodies: true },
  { ...plain, backslashEscapes: true, hashComments: true, compoundStatements: ["trigger", "procedure"] },
];

const size = 300_000;
const repeated: Readonly<Record<string, string>> = {
  statements: "SELECT 1;\n",
  "empty statements": ";",
  "opening parentheses": "(",
  "closed parentheses": "()",
  "comment starts": "/*",
  "closed comments": "/**/",
  "line comments": "--\n",
  quotes: "'",
  "double quotes": '"',
  "opening brackets": "[",
  "escape strings": "E'\\'",
  dollars: "$",
  "dollar tags": "$a$",
  "tags that are not closed": "$a ",
  digits: "1",
  "numbers with points": "1.",
  letters: "x",
  "words of blocks": "CREATE TRIGGER a BEGIN ",
  "atomic blocks": "CREATE FUNCTION f() BEGIN ATOMIC SELECT 1; ",
  "ends of cases": "CASE END ",
  "delimiter commands": "DELIMITER //\nDELIMITER ;\n",
  "hints of renames": "-- atlas:renamed_from a\nCREATE TABLE t (\n",
  "hints of columns": "-- atlas:renamed_from a\n a int,\n",
  "hints with blanks": "/* atlas:renamed_from a            b",
  backslashes: "\\",
  blanks: " ",
  "line breaks": "\r\n",
  surrogates: "\ud83d",
};

describe("a long text", () => {
  for (const [name, piece] of Object.entries(repeated))
    it(`of ${name} is split or refused, in time that grows with it`, { timeout: 60_000 }, () => {
      const text = piece.repeat(Math.ceil(size / piece.length));
      for (const syntax of syntaxes)
        for (const start of ["", "-- atlas:delimiter //\n", "CREATE TABLE t (", "CREATE TRIGGER x BEGIN "]) {
          renameHints(start + text, syntax);
          try {
            splitStatements(start + text, "a.sql", syntax);
          } catch (error) {
            if (!(error instanceof AtlasError)) throw error;
          }
        }
    });
});

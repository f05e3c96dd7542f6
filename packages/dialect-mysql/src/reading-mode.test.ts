import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { scanStatements, splitStatements } from "@atlas/sql";
import { migrations } from "./migrations/index.ts";
import { syntaxUnder } from "./text.ts";

/** Both ways to split a text: migration files and schema files. */
function split(text: string, mode: string): readonly (readonly string[])[] {
  const defaults = { sql_mode: mode };
  return [
    scanStatements(text, migrations.scanUnder?.(defaults) ?? migrations.scan, "1.sql").map((each) =>
      each.text.replace(/;$/, ""),
    ),
    splitStatements(text, "1.sql", syntaxUnder(defaults)).map((each) => each.text),
  ];
}

function assertSplit(text: string, mode: string, expected: readonly string[]): void {
  for (const statements of split(text, mode)) assert.deepEqual(statements, expected);
}

describe("texts under an sql_mode", () => {
  const path = "SELECT 'C:\\'";

  it("take a backslash for itself under NO_BACKSLASH_ESCAPES", () => {
    assertSplit(`${path};\nSELECT 1;`, "STRICT_ALL_TABLES,NO_BACKSLASH_ESCAPES", [path, "SELECT 1"]);
    assertSplit(`SELECT 'it\\';s';`, "", ["SELECT 'it\\';s'"]);
  });

  it("take it for itself in names in double quotes under ANSI_QUOTES, and in no others", () => {
    assertSplit('SELECT "a\\";\nSELECT 1;', "ANSI_QUOTES", ['SELECT "a\\"', "SELECT 1"]);
    assertSplit("SELECT 'a\\';b';\nSELECT 1;", "ANSI", ["SELECT 'a\\';b'", "SELECT 1"]);
  });

  for (const set of [
    "SET sql_mode = 'NO_BACKSLASH_ESCAPES'",
    "SET SESSION sql_mode = NO_BACKSLASH_ESCAPES",
    "SET @@session.sql_mode := 'ANSI,NO_BACKSLASH_ESCAPES'",
    "SET @a = 1, sql_mode = CONCAT(@@sql_mode, ',NO_BACKSLASH_ESCAPES')",
    "/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_BACKSLASH_ESCAPES' */",
  ])
    it(`heed ${set} from there on`, () => {
      assertSplit(`SELECT 'a\\';b';\n${set};\n${path};\nSELECT 1;`, "", [
        "SELECT 'a\\';b'",
        set,
        path,
        "SELECT 1",
      ]);
    });

  for (const back of [
    "SET sql_mode = @OLD_SQL_MODE",
    "SET sql_mode = DEFAULT",
    "SET sql_mode = ''",
    "SET sql_mode = REPLACE(@@sql_mode, 'NO_BACKSLASH_ESCAPES', '')",
    "/*!40101 SET SQL_MODE=@OLD_SQL_MODE */",
  ])
    it(`heed ${back}, which takes it back`, () => {
      const set = "SET sql_mode = 'NO_BACKSLASH_ESCAPES'";
      assertSplit(`${set};\n${path};\n${back};\nSELECT 'a\\';b';`, "", [set, path, back, "SELECT 'a\\';b'"]);
    });

  it("do not heed what is set for the server, or said of the mode elsewhere", () => {
    for (const other of [
      "SET GLOBAL sql_mode = 'NO_BACKSLASH_ESCAPES'",
      "SET @@GLOBAL.sql_mode = 'NO_BACKSLASH_ESCAPES'",
      "SET @old_sql_mode = 'NO_BACKSLASH_ESCAPES'",
      "SELECT 'sql_mode = NO_BACKSLASH_ESCAPES'",
    ])
      assertSplit(`${other};\nSELECT 'a\\';b';`, "", [other, "SELECT 'a\\';b'"]);
  });
});

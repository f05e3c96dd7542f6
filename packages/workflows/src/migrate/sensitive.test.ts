import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ScanOptions, SqlSyntax } from "@atlas/core";
import { directoryOf, type ParsedFile, parseFile } from "@atlas/migrate";
import { veiledMessage, veilFor, withoutSensitive } from "./sensitive.ts";

const scan: ScanOptions = {
  beginEnd: false,
  beginAtomic: false,
  dollarQuotes: true,
  backslashEscapes: false,
  escapeStrings: true,
  hashComments: false,
};
const syntax: SqlSyntax = {
  dollarQuotes: true,
  backslashEscapes: false,
  escapeStrings: true,
  identifierQuotes: ['"'],
  nestedComments: true,
  hashComments: false,
  compoundStatements: [],
  atomicBodies: true,
};

function parsed(text: string): ParsedFile {
  const [file] = directoryOf("migrations", "atlas", [{ name: "1.sql", text }]).files;
  assert.ok(file);
  return parseFile("atlas", file, scan);
}

function veiled(text: string, about?: string): string {
  const file = parsed(text);
  const statement = file.statements.at(-1)?.text ?? "";
  return veilFor(statement, file, syntax)(about ?? statement);
}

describe("atlas:sensitive", () => {
  it("hides the literals of the statement below it", () => {
    assert.equal(
      veiled("-- atlas:sensitive\nINSERT INTO t VALUES (1, 'it''s', E'a\\'b', $$x$$);"),
      "INSERT INTO t VALUES ((sensitive), (sensitive), (sensitive), (sensitive));",
    );
  });

  it("hides those of all statements where it stands at the top of the file", () => {
    assert.equal(veiled("-- atlas:sensitive\n\nSELECT 'a';\nSELECT 'b';"), "SELECT (sensitive);");
  });

  it("hides what its patterns match, and nothing else", () => {
    assert.equal(
      veiled("-- atlas:sensitive tok_\\w+ k\\d\nSELECT 'tok_1', 'k7', 'plain';"),
      "SELECT '(sensitive)', '(sensitive)', 'plain';",
    );
  });

  it("hides all literals where a pattern is none", () => {
    assert.equal(veiled("-- atlas:sensitive [\nSELECT 'a';"), "SELECT (sensitive);");
  });

  it("leaves statements without it alone", () => {
    assert.equal(veiled("-- atlas:sensitive\nSELECT 'a';\nSELECT 'b';"), "SELECT 'b';");
  });

  it("hides the values in what a server says, with and without quotes", () => {
    const text = "-- atlas:sensitive\nINSERT INTO t1 VALUES (1, 'abc');";
    assert.equal(
      veiled(text, "Key (name)=(abc) exists in t1, row 1"),
      "Key (name)=((sensitive)) exists in t1, row (sensitive)",
    );
  });

  it("hides the values in a check, and leaves our own words about it", () => {
    const file = parsed(
      "-- atlas:txtar\n\n-- checks.sql --\n-- atlas:sensitive\nSELECT 1 = 2;\n\n-- migration.sql --\nSELECT 3;\n",
    );
    const statement = "SELECT 1 = 2;";
    const error = {
      statement,
      text: `1 of 1 assertions failed: check assertion "${statement}" returned false`,
    };
    const times = { startedAt: "", endedAt: "" };
    const check = {
      name: "checks.sql",
      statements: [{ statement, error: "returned false" }],
      error,
      ...times,
    };
    const named = { name: "1.sql", version: "1", description: "" };
    const report = { ...named, ...times, skipped: 0, applied: [], checks: [check], error };
    const shown = "SELECT (sensitive) = (sensitive);";
    const veiledError = {
      statement: shown,
      text: `1 of 1 assertions failed: check assertion "${shown}" returned false`,
    };
    assert.deepEqual(withoutSensitive(report, file, syntax), {
      ...report,
      error: veiledError,
      checks: [{ ...check, statements: [{ statement: shown, error: "returned false" }], error: veiledError }],
    });
  });

  it("leaves what surrounds the words of the server in a message as it is", () => {
    const file = parsed("-- atlas:sensitive\nINSERT INTO t VALUES (1);");
    const error = { statement: "INSERT INTO t VALUES (1);", text: "value 1 exists" };
    assert.equal(
      veiledMessage(
        'executing statement "INSERT INTO t VALUES (1);" from version "1": value 1 exists',
        error,
        file,
        syntax,
      ),
      'executing statement "INSERT INTO t VALUES ((sensitive));" from version "1": value (sensitive) exists',
    );
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { MigrationSupport } from "@atlas/core";
import type { ParsedFile } from "./directory.ts";
import { unitsOf } from "./units.ts";

function kindsOf(...texts: readonly string[]): readonly string[] {
  const file: ParsedFile = {
    file: { name: "1.sql", version: "1", description: "", bytes: new Uint8Array(), text: "" },
    directives: {},
    statements: texts.map((text) => ({ start: 0, text, comments: [] })),
    checks: [],
  };
  const natureOf: MigrationSupport["natureOf"] = (text) =>
    /^(?:BEGIN|COMMIT|ROLLBACK|XA|PREPARE)/.test(text) ? "control" : "transactional";
  // Nothing else is asked for.
  const migrations = { natureOf } as MigrationSupport;
  return unitsOf(file, 0, { migrations, mode: "file", transactionalDdl: true }).map(({ kind }) => kind);
}

describe("a file that begins and ends transactions itself", () => {
  it("has the rows of its statements in them", () => {
    assert.deepEqual(kindsOf("BEGIN", "INSERT", "COMMIT", "INSERT"), [
      "inside",
      "inside",
      "closing",
      "together",
    ]);
  });

  it("may not prepare them: what outlives a session is in nobody's row", () => {
    for (const sql of ["XA START 'x'", "PREPARE TRANSACTION 'x'", "COMMIT PREPARED 'x'"])
      assert.throws(() => kindsOf("INSERT", sql), { code: "E_MIGRATE", message: /prepare/ });
  });

  it("has to end them", () => {
    assert.throws(() => kindsOf("BEGIN", "INSERT"), { code: "E_MIGRATE" });
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Model } from "@atlas/core";
import { transactionMix } from "./transaction-mix.ts";
import { mysqlSyntax, postgresSyntax } from "../statements/samples.ts";
import { lintFile } from "../testing/models.ts";

const procedure = (name: string, body: string): Model["others"][number] => ({
  kind: "procedure",
  schema: "public",
  name,
  attributes: { body },
  text: "",
});
const known: Model = {
  schemas: [],
  tables: [],
  others: [procedure("quiet(integer)", "BEGIN DELETE FROM t; END"), procedure("loud()", "BEGIN COMMIT; END")],
};

describe("statements that cannot share a transaction", () => {
  /** The statements of a file that are told. */
  const told = (texts: readonly string[], dialect = "postgres", version = "16.4"): readonly string[] => {
    const file = lintFile(
      known,
      texts.map((text) => ({ text, to: known })),
    );
    const natureOf = (text: string) =>
      /^(?:CALL|EXECUTE|VACUUM|PRAGMA|ALTER TYPE|CREATE INDEX CONCURRENTLY)/.test(text)
        ? "alone"
        : "transactional";
    const syntax = dialect === "mysql" ? mysqlSyntax : postgresSyntax;
    const context = { dialect, family: dialect, version, syntax, natureOf } as const;
    const reports = transactionMix.analyze(file, {
      ...context,
      options: { flags: {}, texts: {}, patterns: [] },
    });
    return reports.flatMap(({ diagnostics }) =>
      diagnostics.map(({ start }) => file.statements.find((each) => each.start === start)?.text ?? ""),
    );
  };
  const add = "ALTER TYPE mood ADD VALUE 'glad';";

  it("are a new value of an enum and its use", () => {
    assert.deepEqual(told([add, "ALTER TABLE t ADD c int;"]), []);
    assert.deepEqual(told([add, "UPDATE t SET mood = 'glad';"]), [add]);
    assert.deepEqual(told(["CREATE TYPE mood AS ENUM ();", add, "UPDATE t SET mood = 'glad';"]), []);
  });

  it("are a new value of an enum and whatever else, before PostgreSQL 12", () => {
    assert.deepEqual(told([add, "ALTER TABLE t ADD c int;"], "postgres", "11.22"), [add]);
  });

  it("are procedures that commit", () => {
    assert.deepEqual(told(["CALL quiet(1);", "CALL loud();", "CALL public.loud();", "CALL unknown();"]), [
      "CALL loud();",
      "CALL public.loud();",
    ]);
    assert.deepEqual(told(["EXECUTE s;", "SELECT 1;"], "mysql"), []);
  });

  it("are no settings of SQLite that a run sees to itself", () => {
    assert.deepEqual(told(["PRAGMA foreign_keys = off;", "PRAGMA journal_mode = WAL;"], "sqlite"), [
      "PRAGMA journal_mode = WAL;",
    ]);
    assert.deepEqual(told(["VACUUM;", "SELECT 1;"]), ["VACUUM;"]);
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Revision } from "@atlas/core";
import type { FileName, MigrateStatusReport } from "@atlas/workflows";
import { migrateSetText } from "./migrate-set.ts";
import { migrateStatusJson, migrateStatusText } from "./migrate-status.ts";

const plain = (_style: string, text: string): string => text;

function file(version: string, description = ""): FileName {
  return { name: `${version}${description === "" ? "" : `_${description}`}.sql`, version, description };
}

function revision(version: string, facts: Partial<Revision> = {}): Revision {
  return {
    version,
    description: "",
    type: 2,
    applied: 1,
    total: 1,
    executedAt: "2026-01-01T00:00:00Z",
    executionTime: 1e3,
    error: "",
    errorStmt: "",
    hash: "",
    partialHashes: [],
    operatorVersion: "Atlas",
    ...facts,
  };
}

function reportOf(facts: Partial<MigrateStatusReport>): MigrateStatusReport {
  return {
    driver: "sqlite",
    redactedUrl: "sqlite://a.db",
    bound: "main",
    dir: "migrations",
    available: [],
    outOfOrder: [],
    pending: [],
    startsAtCheckpoint: false,
    revisions: [],
    ...facts,
  };
}

describe("migrateStatusText", () => {
  it("says that nothing was applied", () => {
    assert.equal(
      migrateStatusText(reportOf({ pending: [file("1"), file("2")] }), plain),
      `Migration Status: PENDING
  -- Current Version: No migration applied yet
  -- Next Version:    1
  -- Executed Files:  0
  -- Pending Files:   2
`,
    );
  });

  it("says that all is applied", () => {
    assert.equal(
      migrateStatusText(reportOf({ revisions: [revision("1"), revision("2")] }), plain),
      `Migration Status: OK
  -- Current Version: 2
  -- Next Version:    Already at latest version
  -- Executed Files:  2
  -- Pending Files:   0
`,
    );
  });

  it("says how far a file is applied that failed, and why it did", () => {
    const partial = {
      applied: 2,
      total: 3,
      stmt: "INSERT INTO t\nVALUES (1);",
      error: "Error 1062:\nDuplicate entry",
    };
    const revisions = [revision("1"), revision("2", { applied: 2, total: 3 })];
    const pending = [file("2"), file("3")];
    assert.equal(
      migrateStatusText(reportOf({ revisions, pending, partial }), plain),
      `Migration Status: PENDING
  -- Current Version: 2 (2 statements applied)
  -- Next Version:    2 (1 statements left)
  -- Executed Files:  2 (last one partially)
  -- Pending Files:   2

Last migration attempt had errors:
  -- SQL:   INSERT INTO t VALUES (1);
  -- ERROR: Error 1062: Duplicate entry
`,
    );
  });

  it("names files out of order, among others and alone", () => {
    const revisions = [revision("1"), revision("2")];
    const late = { revisions, outOfOrder: [file("1.5")] };
    const rest = `
  ERROR: migration file 1.5.sql was added out of order. See: https://atlasgo.io/versioned/apply#non-linear-error
`;
    const head = `Migration Status: PENDING
  -- Current Version: 2
  -- Next Version:    UNKNOWN
  -- Executed Files:  2
`;
    assert.equal(
      migrateStatusText(reportOf(late), plain),
      `${head}  -- Pending Files:   1 (out of order)\n${rest}`,
    );
    assert.equal(
      migrateStatusText(reportOf({ ...late, pending: [file("3")] }), plain),
      `${head}  -- Pending Files:   2 (1 out of order)\n${rest}`,
    );
  });

  it("says that the next file is a checkpoint", () => {
    assert.match(
      migrateStatusText(reportOf({ pending: [file("2")], startsAtCheckpoint: true }), plain),
      /^ {2}-- Next Version: {4}2 \(checkpoint\)$/m,
    );
  });
});

describe("migrateStatusJson", () => {
  it("has what wrappers read, and leaves out what is empty", () => {
    const report = reportOf({ available: [file("1", "first")], revisions: [revision("1", { type: 6 })] });
    const { Env: env, ...rest } = migrateStatusJson(report);
    assert.equal((env as { readonly Dir: string }).Dir, "migrations"); // Made with that member.
    assert.deepEqual(rest, {
      Available: [{ Name: "1_first.sql", Version: "1", Description: "first" }],
      Applied: [
        {
          Version: "1",
          Description: "",
          Type: "applied + manually set",
          Applied: 1,
          Total: 1,
          ExecutedAt: "2026-01-01T00:00:00Z",
          ExecutionTime: 1e3,
          OperatorVersion: "Atlas",
        },
      ],
      Current: "1",
      Next: "Already at latest version",
      Status: "OK",
    });
  });
});

describe("migrateSetText", () => {
  it("lists what was set and removed, by version", () => {
    const report = { current: "3", set: [file("2", "second"), file("3")], removed: [file("4", "fourth")] };
    assert.equal(
      migrateSetText(report, plain),
      "Current version is 3 (2 set, 1 removed):\n\n  + 2 (second)\n  + 3\n  - 4 (fourth)\n\n",
    );
  });

  it("says that everything was removed", () => {
    assert.equal(
      migrateSetText({ current: "", set: [], removed: [file("1"), file("2", "b")] }, plain),
      "All revisions deleted (2 in total):\n\n  - 1\n  - 2 (b)\n\n",
    );
  });

  it("says nothing where nothing changed", () => {
    assert.equal(migrateSetText({ current: "3", set: [], removed: [] }, plain), "");
  });
});

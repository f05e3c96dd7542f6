import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Revision } from "@atlas/core";
import type { MigrationFile } from "./directory.ts";
import { historyOf, isCheckpoint, pendingFiles, type PendingOptions } from "./pending.ts";

function file(version: string, text = "SELECT 1;"): MigrationFile {
  return { name: `${version}.sql`, version, description: "", bytes: new TextEncoder().encode(text), text };
}

const checkpoint = "-- atlas:checkpoint\n\nSELECT 1;";

function revision(version: string, more: Partial<Revision> = {}): Revision {
  return {
    version,
    description: "",
    type: 2,
    applied: 1,
    total: 1,
    executedAt: "",
    executionTime: 0,
    error: "",
    errorStmt: "",
    hash: "",
    partialHashes: [],
    operatorVersion: "",
    ...more,
  };
}

const files = ["1", "2", "3"].map((version) => file(version));

function names(options: Partial<PendingOptions>): readonly string[] {
  return pendingFiles({ files, revisions: [], ...options }).files.map(({ version }) => version);
}

function refused(message: string, options: Partial<PendingOptions>): void {
  assert.throws(() => pendingFiles({ files, revisions: [], ...options }), { code: "E_MIGRATE", message });
}

describe("pending files", () => {
  it("are all of them on a database without revisions", () => {
    assert.deepEqual(names({}), ["1", "2", "3"]);
  });

  it("are refused where a first run meets something, unless that is allowed", () => {
    const dirt = 'found table "t" in schema "s"';
    refused(
      'sql/migrate: connected database is not clean: found table "t" in schema "s". baseline version or allow-dirty is required',
      { dirt },
    );
    assert.deepEqual(names({ dirt, allowDirty: true }), ["1", "2", "3"]);
  });

  it("are those behind the baseline, which counts on a first run alone", () => {
    const pending = pendingFiles({ files, revisions: [], baseline: "2", dirt: "found" });
    assert.equal(pending.baseline?.version, "2");
    assert.deepEqual(
      pending.files.map(({ version }) => version),
      ["3"],
    );
    assert.deepEqual(names({ baseline: "1", revisions: [revision("2")] }), ["3"]);
    refused('sql/migrate: baseline version "x" not found', { baseline: "x" });
    refused("sql/migrate: baseline and allow-dirty are mutually exclusive", {
      baseline: "1",
      allowDirty: true,
    });
  });

  it("begin with the last checkpoint on a first run, and leave checkpoints out later", () => {
    const withCheckpoint = [file("1"), file("2", checkpoint), file("3", checkpoint), file("4")];
    assert.deepEqual(names({ files: withCheckpoint }), ["3", "4"]);
    assert.deepEqual(names({ files: withCheckpoint, revisions: [revision("1")] }), ["4"]);
    const partial = [revision("3", { applied: 1, total: 2 })];
    assert.deepEqual(names({ files: withCheckpoint, revisions: partial }), ["3", "4"]);
  });

  it("begin with the last checkpoint that the version asked for has seen", () => {
    const withCheckpoint = [file("1"), file("2", checkpoint), file("3"), file("4", checkpoint), file("5")];
    assert.deepEqual(names({ files: withCheckpoint, toVersion: "3" }), ["2", "3"]);
    assert.deepEqual(names({ files: withCheckpoint, toVersion: "1" }), ["1"]);
    assert.deepEqual(names({ files: withCheckpoint, toVersion: "4" }), ["4"]);
    assert.deepEqual(names({ files: withCheckpoint, toVersion: "5" }), ["4", "5"]);
  });

  it("begin with a file that is applied in part, unless somebody has settled that", () => {
    const revisions = [revision("1"), revision("2", { applied: 1, total: 2 })];
    assert.deepEqual(names({ revisions }), ["2", "3"]);
    assert.deepEqual(
      names({ revisions: [revision("1"), revision("2", { applied: 1, total: 2, type: 6 })] }),
      ["3"],
    );
    refused(
      'sql/migrate: missing migration: revision "9_x.sql" is partially applied but migration file was not found',
      { revisions: [revision("9", { description: "x", applied: 0 })] },
    );
  });

  it("never pass over a file that is applied in part before the last one", () => {
    const revisions = [revision("1"), revision("2", { applied: 1, total: 2 }), revision("3")];
    assert.deepEqual(names({ revisions }), ["2"]);
  });

  it("pass over such a file where the version was set behind it afterwards", () => {
    const at = (executedAt: string): Partial<Revision> => ({ executedAt });
    const partial = { applied: 1, total: 2, ...at("2026-01-01T10:00:00Z") };
    const set = (time: string) => [
      revision("1"),
      revision("2", partial),
      revision("3", { type: 4, applied: 0, total: 0, ...at(time) }),
    ];
    assert.deepEqual(names({ revisions: set("2026-01-01T10:05:00.123456Z") }), []);
    // Added out of order, it failed later.
    assert.deepEqual(names({ revisions: set("2026-01-01T09:00:00Z") }), ["2"]);
  });

  it("are refused, left alone or run first where they were added out of order", () => {
    const more = [file("1"), file("1.5"), file("1.6"), file("2"), file("3")];
    const revisions = [revision("1"), revision("2")];
    refused(
      "migration files 1.5.sql, 1.6.sql were added out of order. See: https://atlasgo.io/versioned/apply#non-linear-error",
      { files: more, revisions },
    );
    refused(
      "migration file 1.5.sql was added out of order. See: https://atlasgo.io/versioned/apply#non-linear-error",
      { files: more, revisions: [revision("1"), revision("1.6"), revision("2")] },
    );
    assert.deepEqual(names({ files: more, revisions, execOrder: "linear-skip" }), ["3"]);
    assert.deepEqual(names({ files: more, revisions, execOrder: "non-linear" }), ["1.5", "1.6", "3"]);
    assert.deepEqual(historyOf({ files: more, revisions }).outOfOrder.length, 2);
    // What is older than all that ran was left out on purpose.
    assert.deepEqual(names({ revisions: [revision("2")] }), ["3"]);
  });

  it("are as many as asked for, and end with the version asked for", () => {
    assert.deepEqual(names({ amount: 2 }), ["1", "2"]);
    assert.deepEqual(names({ toVersion: "2" }), ["1", "2"]);
    refused('sql/migrate: migration with version "9999" not found', { toVersion: "9999" });
    const long = [file("20240101000000"), file("20240102000000")];
    refused('sql/migrate: migration with version "2024010200000" not found Did you mean "20240102000000"?', {
      files: long,
      toVersion: "2024010200000",
    });
  });

  it("are refused without a version", () => {
    refused('sql/migrate: file "R__views.sql" has no version', {
      files: [{ ...file(""), name: "R__views.sql" }],
    });
  });
});

describe("a checkpoint", () => {
  it("is one by the directive at its top alone", () => {
    assert.ok(isCheckpoint(file("1", checkpoint)));
    assert.ok(isCheckpoint(file("1", "-- x\n-- atlas:checkpoint tag\n\nSELECT 1;")));
    assert.ok(!isCheckpoint(file("1", "-- atlas:checkpoint\nSELECT 1;")));
    assert.ok(!isCheckpoint(file("1", "SELECT 1;\n-- atlas:checkpoint\n\n")));
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AtlasError } from "@atlas/core";
import type { Directory } from "./directory.ts";
import { directoryOf } from "./read.ts";
import { assertChecksum, computeSum, sumEntries } from "./sum.ts";

const first = { name: "1.sql", text: "CREATE TABLE t (c int);\n" };
const second = { name: "2.sql", text: "ALTER TABLE t ADD d int;\n" };
const sumOf = (...files: readonly (typeof first)[]): string =>
  computeSum(directoryOf("migrations", "atlas", files).files);

/** What is said of files beside the sum of others. */
function told(files: readonly (typeof first)[], sum: string | undefined): unknown {
  const directory: Directory = { ...directoryOf("migrations", "atlas", files), sum };
  try {
    assertChecksum(directory);
  } catch (error) {
    assert.ok(error instanceof AtlasError);
    const { line, file, reason } = error.details;
    return [error.code, error.message, ...(line === undefined ? [] : [line, file, reason])];
  }
  return "valid";
}

describe("atlas.sum", () => {
  it("covers names and bytes of all files up to each", () => {
    assert.equal(
      sumOf(first, second),
      "h1:1WnS/Hpbtr18FJPW+DO7CYoi9n1oZ7O2I1PzxyLKmgw=\n" +
        "1.sql h1:7Q3L162HzLFrMZSKQw/EzKh6ysOuAR40yHfyjWzjFio=\n" +
        "2.sql h1:3LQrzjnHo8artQbWyNeylLR1A8Dpfq9VIzTPYUCOAx4=\n",
    );
  });

  it("leaves out what says so in its first line", () => {
    assert.equal(
      sumOf({ ...first, text: `-- atlas:sum ignore\n\n${first.text}` }, second),
      "h1:LnvSPXg6oCEORQqfD5EtGhbTGMhNIcooQ1ES3Gh/2jI=\n" +
        "2.sql h1:WD3TzoYqC1HWVWf9whUHEuW+o/YFLPne0VwXGlC2Esg=\n",
    );
    assert.equal(
      sumEntries(directoryOf("m", "atlas", [{ ...first, text: "\n-- atlas:sum ignore\n" }]).files).length,
      1,
    );
  });

  it("of no files is the hash of nothing", () => {
    assert.equal(sumOf(), "h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n");
  });
});

describe("a directory beside its sum", () => {
  const sum = sumOf(first, second);

  it("is valid when they agree, with any line ends", () => {
    assert.equal(told([first, second], sum), "valid");
    assert.equal(told([first, second], sum.replaceAll("\n", "\r\n")), "valid");
    assert.equal(told([first, second], sum.replace(/^h1:/, "")), "valid");
    assert.equal(told([], undefined), "valid");
  });

  it("needs one once there are files", () => {
    assert.deepEqual(told([first], undefined), ["E_CHECKSUM", "checksum file not found"]);
  });

  it("names the first file that differs, and how", () => {
    const mismatch = ["E_CHECKSUM", "checksum mismatch"];
    const third = { name: "3.sql", text: "" };
    assert.deepEqual(told([first, second, third], sum), [...mismatch, 4, "3.sql", "added"]);
    assert.deepEqual(told([first, { name: "1a.sql", text: "" }, second], sum), [
      ...mismatch,
      3,
      "1a.sql",
      "added",
    ]);
    assert.deepEqual(told([{ ...first, text: "" }, second], sum), [...mismatch, 2, "1.sql", "edited"]);
    assert.deepEqual(told([first], sum), [...mismatch, 3, "2.sql", "removed"]);
    assert.deepEqual(told([second], sum), [...mismatch, 2, "1.sql", "removed"]);
    assert.deepEqual(told([first, { ...second, name: "5.sql" }], sum), [...mismatch, 3, "2.sql", "removed"]);
    assert.deepEqual(told([], sum), [...mismatch, 2, "1.sql", "removed"]);
  });

  it("finds a sum that was edited by hand, or is none", () => {
    assert.deepEqual(told([first, second], sum.replace("7Q3L", "7Q3M")), ["E_CHECKSUM", "checksum mismatch"]);
    assert.deepEqual(told([first], "h1:x\nfoo\n"), ["E_CHECKSUM", "checksum file format invalid"]);
    assert.deepEqual(told([first], ""), ["E_CHECKSUM", "checksum mismatch"]);
  });

  it("says that version control left a conflict", () => {
    const conflict = `h1:a\n<<<<<<< HEAD\n1.sql h1:b\n=======\n2.sql h1:c\n>>>>>>> other\n`;
    assert.deepEqual(told([first], conflict), [
      "E_CHECKSUM",
      "atlas.sum holds conflict markers of version control",
      2,
      "atlas.sum",
      "conflict",
    ]);
    const both = { name: "2.sql", text: "A;\n<<<<<<< HEAD\nB;\n=======\nC;\n>>>>>>> other\n" };
    assert.deepEqual(told([first, both], sum), [
      "E_SOURCE",
      '"2.sql" holds conflict markers of version control',
    ]);
  });
});

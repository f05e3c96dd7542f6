import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { Script } from "node:vm";
import { CodeCache } from "./code-cache.ts";

describe("the cache of compiled code", () => {
  const before = process.env["XDG_CACHE_HOME"];
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "atlas-code-"));
    process.env["XDG_CACHE_HOME"] = folder;
  });

  afterEach(() => {
    if (before === undefined) delete process.env["XDG_CACHE_HOME"];
    else process.env["XDG_CACHE_HOME"] = before;
    rmSync(folder, { recursive: true });
  });

  it("gives code that V8 takes, to a program of the same bundle", () => {
    run("bundle");
    const cachedData = CodeCache.open("program", "bundle").of("chunk.js");
    assert.equal(new Script(text, { cachedData }).cachedDataRejected, false);
  });

  it("holds functions that ran, which V8 compiles when they are called", () => {
    run("bundle");
    // Another text, or V8 gives the script that it has.
    const compiledOnly = new Script(`${text} `).createCachedData();
    const kept = CodeCache.open("program", "bundle").of("chunk.js");
    assert.ok(kept && kept.length > compiledOnly.length);
  });

  it("gives nothing to another bundle", () => {
    run("bundle");
    assert.equal(CodeCache.open("program", "other").of("chunk.js"), undefined);
  });

  it("gives nothing of a file with a byte that is not as it was written", () => {
    const path = run("bundle");
    const bytes = readFileSync(path);
    bytes[bytes.length - 9] = (bytes.at(-9) ?? 0) ^ 1;
    writeFileSync(path, bytes);
    assert.equal(CodeCache.open("program", "bundle").of("chunk.js"), undefined);
  });

  it("gives nothing of a file that was cut off", () => {
    const path = run("bundle");
    writeFileSync(path, readFileSync(path).subarray(0, -100));
    assert.equal(CodeCache.open("program", "bundle").of("chunk.js"), undefined);
  });

  it("gives nothing of a file that others can write", () => {
    chmodSync(run("bundle"), 0o666);
    assert.equal(CodeCache.open("program", "bundle").of("chunk.js"), undefined);
  });

  it("keeps what other runs have compiled beside what this one has", () => {
    run("bundle");
    run("bundle", "other.js");
    const cache = CodeCache.open("program", "bundle");
    assert.ok(cache.of("chunk.js") && cache.of("other.js"));
  });

  /** Runs a chunk and ends. @returns the file that was written. */
  function run(bundle: string, chunk = "chunk.js"): string {
    const cache = CodeCache.open("program", bundle);
    const script = new Script(text, { cachedData: cache.of(chunk) });
    cache.add(chunk, script);
    script.runInThisContext();
    cache.save();
    const [name] = readdirSync(join(folder, "atlas/code"));
    return join(folder, "atlas/code", name ?? "");
  }
});

/** A function that is compiled when it is called, not with its script. */
const text = "function late(list) { return list.map((entry) => entry + 1).join(); }\nlate([1, 2, 3]);";

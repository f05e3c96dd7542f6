import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Script } from "node:vm";
import { builtinOf } from "./builtins.ts";
import { CodeCache } from "./code-cache.ts";

/*
 * What a bundled program starts with: loads its chunks, which are CommonJS, with their compiled code from a cache.
 *
 * Node's own compile cache keeps what V8 compiled before a chunk ran, which is not one of its functions; this one keeps
 * what a run of the same command has used. That is a third of the time that a command takes with nothing to do.
 */

/** Put in by the build: the first chunk, and a hash of all of them. */
declare const ATLAS_MAIN: string;
declare const ATLAS_BUNDLE: string;
declare const ATLAS_PROGRAM: string;

interface Chunk {
  exports: unknown;
}

const chunks = new Map<string, Chunk>();
const cache = CodeCache.open(ATLAS_PROGRAM, ATLAS_BUNDLE);
process.on("exit", () => cache.save());
load(ATLAS_MAIN);

/** @param name - within the folder of the program: `chunks/main-1a2b3c4d.js`. */
function load(name: string): unknown {
  const known = chunks.get(name);
  if (known) return known.exports;
  const chunk: Chunk = { exports: {} };
  chunks.set(name, chunk);
  const filename = join(__dirname, name);
  const source = readFileSync(filename, "utf8").replace(/^#!.*/, "");
  const script = new Script(`(function(exports,require,module,__filename,__dirname){${source}\n})`, {
    filename,
    cachedData: cache.of(name),
  });
  cache.add(name, script);
  const folder = join(name, "..");
  const requireOf = (id: string): unknown =>
    id.startsWith(".") ? load(join(folder, id)) : (builtinOf(id) ?? outside(filename, id));
  script
    .runInThisContext()
    .call(chunk.exports, chunk.exports, requireOf, chunk, filename, join(filename, ".."));
  return chunk.exports;
}

/** A package that is not in the bundle. */
function outside(filename: string, id: string): unknown {
  return createRequire(filename)(id);
}

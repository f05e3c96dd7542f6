import { closeSync, fstatSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Script } from "node:vm";

/** What a cache file begins with, in one line of JSON. */
interface Head {
  /** The bundle, Node and machine that the code was compiled with: with any other it is not looked at. */
  readonly made: string;
  /** CPU time of the run that wrote it, in milliseconds. */
  readonly cpuMs: number;
  /** Names of chunks with the bytes that each takes, in their order. */
  readonly chunks: readonly (readonly [string, number])[];
}

/** A run that takes so many times what the one that wrote the cache took has run code that is not in it. */
const growth = 1.5;

/**
 * Compiled code of one command, in a file of the user's cache folder.
 *
 * V8 believes what it is given, so a file is used only if it is the user's own, of exactly this bundle and Node, and
 * whole: it holds everything twice, which is compared faster than any sum is computed. Anything else, and any failure,
 * costs time only.
 */
export class CodeCache {
  readonly #path: string | undefined;
  readonly #made: string;
  readonly #kept: ReadonlyMap<string, Buffer>;
  readonly #keptCpuMs: number;
  readonly #scripts = new Map<string, Script>();
  #isStale = false;

  private constructor(path: string | undefined, made: string, file: CacheFile | undefined) {
    this.#path = path;
    this.#made = made;
    this.#kept = file?.chunks ?? new Map<string, Buffer>();
    this.#keptCpuMs = file?.cpuMs ?? 0;
  }

  /** @param bundle - a hash of all code of the program. */
  static open(program: string, bundle: string): CodeCache {
    const folder = cacheFolder();
    const path = folder && join(folder, `${[program, ...commandWords()].join("-")}.bin`);
    const made = `${bundle} ${process.version} ${process.arch}`;
    return new CodeCache(path, made, path === undefined ? undefined : read(path, made));
  }

  of(name: string): Buffer | undefined {
    return this.#kept.get(name);
  }

  /** Takes a script that was just compiled. */
  add(name: string, script: Script): void {
    this.#scripts.set(name, script);
    if (!this.#kept.has(name) || script.cachedDataRejected === true) this.#isStale = true;
  }

  /** Writes what this run has compiled, if the file lacks it. At the end of the process, when it knows what it used. */
  save(): void {
    const { user, system } = process.cpuUsage();
    const cpuMs = Math.ceil((user + system) / 1000);
    if (this.#path === undefined || (!this.#isStale && cpuMs < this.#keptCpuMs * growth)) return;
    try {
      const codes = new Map(this.#kept);
      for (const [name, script] of this.#scripts) codes.set(name, script.createCachedData());
      const chunks = [...codes].map(([name, code]): [string, number] => [name, code.length]);
      const head: Head = { made: this.#made, cpuMs, chunks };
      const half = Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), ...codes.values()]);
      const fresh = `${this.#path}.${process.pid}`;
      mkdirSync(join(this.#path, ".."), { recursive: true, mode: 0o700 });
      writeFileSync(fresh, Buffer.concat([half, half]), { mode: 0o600 });
      renameSync(fresh, this.#path);
    } catch {
      // Such as a file system that is full or read only: the next run compiles again.
    }
  }
}

interface CacheFile {
  readonly cpuMs: number;
  readonly chunks: ReadonlyMap<string, Buffer>;
}

function read(path: string, made: string): CacheFile | undefined {
  try {
    const bytes = readOwn(path);
    if (bytes === undefined || bytes.length % 2 !== 0) return undefined;
    const half = bytes.subarray(0, bytes.length / 2);
    if (!half.equals(bytes.subarray(half.length))) return undefined;
    let start = half.indexOf("\n") + 1;
    // We wrote it: it is ours and whole.
    const head = JSON.parse(half.toString("utf8", 0, start)) as Head;
    if (head.made !== made) return undefined;
    const chunks = new Map<string, Buffer>();
    for (const [name, size] of head.chunks) chunks.set(name, half.subarray(start, (start += size)));
    return { cpuMs: head.cpuMs, chunks };
  } catch {
    return undefined; // There is none yet.
  }
}

/** The file's bytes, if nobody else can have written them. */
function readOwn(path: string): Buffer | undefined {
  const file = openSync(path, "r");
  try {
    const { uid, mode } = fstatSync(file);
    const isOwn = process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
    return isOwn ? readFileSync(file) : undefined;
  } finally {
    closeSync(file);
  }
}

/** `migrate`, `apply`, `postgres`: the command and the kinds of databases decide which functions are needed. */
function commandWords(): readonly string[] {
  const args = process.argv.slice(2);
  const first = args.slice(0, 2);
  const end = first.findIndex((word) => !/^[a-z]{1,16}$/.test(word));
  const schemes = args.flatMap(
    (text) => /^(?:--[a-z-]+=)?(?!file:)([a-z]{1,16})[a-z0-9+]*:\/\//.exec(text)?.[1] ?? [],
  );
  return [...(end < 0 ? first : first.slice(0, end)), ...new Set(schemes.toSorted())].slice(0, 6);
}

function cacheFolder(): string | undefined {
  const { XDG_CACHE_HOME: caches, HOME: home } = process.env;
  if (caches) return join(caches, "atlas/code");
  return home ? join(home, ".cache/atlas/code") : undefined;
}

import { randomBytes } from "node:crypto";
import { readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

interface Entry {
  readonly mtimeMs: number;
  readonly sizeBytes: number;
  readonly said: string;
}

/** What server programs said of their version: running one takes a tenth of a second. Disposing stores what is new. */
export interface KnownVersions extends Disposable {
  /** What the program in this file says; `ask` is called when nobody did since the file changed. */
  of(path: string, ask: () => string): string;
}

/**
 * Opens what is remembered in the first of the folders; with none, nothing is kept. What did not run is asked again
 * by the next process.
 */
export function rememberVersions(cacheDirs: readonly string[]): KnownVersions {
  const file = cacheDirs[0] === undefined ? undefined : join(cacheDirs[0], "server-versions.json");
  const known = new Map(Object.entries(readEntries(file)));
  let isNew = false;
  return {
    of: (path, ask) => {
      const { mtimeMs, size: sizeBytes } = statSync(path);
      const found = known.get(path);
      if (found?.mtimeMs === mtimeMs && found.sizeBytes === sizeBytes) return found.said;
      const said = ask();
      if (said !== "") {
        known.set(path, { mtimeMs, sizeBytes, said });
        isNew = true;
      }
      return said;
    },
    [Symbol.dispose]: () => {
      if (isNew && file !== undefined) store(file, Object.fromEntries(known));
    },
  };
}

function readEntries(file: string | undefined): Readonly<Record<string, Entry>> {
  if (file === undefined) return {};
  try {
    // Only `store` writes it, in one piece.
    return JSON.parse(readFileSync(file, "utf8")) as Record<string, Entry>;
  } catch {
    return {};
  }
}

function store(file: string, entries: Readonly<Record<string, Entry>>): void {
  const temporary = `${file}.${randomBytes(4).toString("hex")}`;
  try {
    writeFileSync(temporary, JSON.stringify(entries), { mode: 0o644 });
    renameSync(temporary, file);
  } catch {
    // A cache that cannot be written costs time and nothing else.
  }
}

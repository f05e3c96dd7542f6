import { createHash, randomUUID } from "node:crypto";
import { access, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SqlStatement, State } from "@atlas/core";

/** Everything that a normalized state depends on. */
export interface CacheKey {
  readonly statements: readonly SqlStatement[];
  readonly dialect: string;
  /** The exact server that would read the text, such as `embedded PostgreSQL 16.14`. */
  readonly server: string;
  readonly bound: boolean;
  readonly schemas: readonly string[];
  /** Whatever else it depends on, such as the input variables of the texts. */
  readonly settings?: unknown;
  /** The very build that reads and writes: a state of another's model is never trusted. */
  readonly build: string;
}

/** Normalized states by the content they came from. Safe to delete at any time. */
export interface StateCache {
  get(key: CacheKey): Promise<State | undefined>;
  put(key: CacheKey, state: State): Promise<void>;
  /** Whether the last plan that led to this state had steps. A guess at the next one: it never decides anything. */
  expectsSteps(key: CacheKey): Promise<boolean>;
  noteSteps(key: CacheKey, hasSteps: boolean): Promise<void>;
}

export function fileCache(folder: string): StateCache {
  // A text is large, and asked for by the same key.
  const digests = new WeakMap<CacheKey, string>();
  const pathOf = (key: CacheKey, ending = "json"): string => {
    const known = digests.get(key) ?? digest(key);
    digests.set(key, known);
    return join(folder, `${known}.${ending}`);
  };
  return {
    async get(key) {
      try {
        const { sum, text } = unwrap(await readFile(pathOf(key), "utf8"));
        // A file that was cut off or edited is as good as none.
        return sha256(text) === sum ? (JSON.parse(text) as State) : undefined; // What `put` wrote is a state.
      } catch {
        return undefined;
      }
    },
    async put(key, state) {
      const text = JSON.stringify(state);
      try {
        await mkdir(folder, { recursive: true });
        const temporary = join(folder, `.${randomUUID()}`);
        await writeFile(temporary, `${sha256(text)}\n${text}`, { mode: 0o600 });
        await rename(temporary, pathOf(key));
      } catch {
        // Without a cache everything works, only slower.
      }
    },
    async expectsSteps(key) {
      return access(pathOf(key, "steps")).then(
        () => true,
        () => false,
      );
    },
    async noteSteps(key, hasSteps) {
      const path = pathOf(key, "steps");
      // It is but a guess.
      await (hasSteps ? writeFile(path, "", { mode: 0o600 }) : rm(path, { force: true })).catch(() => {});
    },
  };
}

function unwrap(content: string): { readonly sum: string; readonly text: string } {
  const end = content.indexOf("\n");
  return { sum: content.slice(0, end), text: content.slice(end + 1) };
}

function digest(key: CacheKey): string {
  const texts = key.statements.map((statement) => statement.text);
  return sha256(JSON.stringify({ ...key, statements: texts }));
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

import { createHash } from "node:crypto";
import { access, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SqlStatement, State } from "@atlas/core";
import { contentStore } from "./content-store.ts";

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
  const store = contentStore(folder);
  // A text is large, and asked for by the same key.
  const digests = new WeakMap<CacheKey, string>();
  const digestOf = (key: CacheKey): string => {
    const known = digests.get(key) ?? digest(key);
    digests.set(key, known);
    return known;
  };
  const stepsPathOf = (key: CacheKey): string => join(folder, `${digestOf(key)}.steps`);
  return {
    async get(key) {
      const text = await store.get(digestOf(key));
      // What `put` wrote is a state.
      return text === undefined ? undefined : (JSON.parse(text) as State);
    },
    put: (key, state) => store.put(digestOf(key), JSON.stringify(state)),
    async expectsSteps(key) {
      return access(stepsPathOf(key)).then(
        () => true,
        () => false,
      );
    },
    async noteSteps(key, hasSteps) {
      const path = stepsPathOf(key);
      // It is but a guess.
      await (hasSteps ? writeFile(path, "", { mode: 0o600 }) : rm(path, { force: true })).catch(() => {});
    },
  };
}

function digest(key: CacheKey): string {
  const texts = key.statements.map((statement) => statement.text);
  return sha256(JSON.stringify({ ...key, statements: texts }));
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

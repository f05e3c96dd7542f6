import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Dialect, Secret, type SchemaObject, type State } from "@atlas/core";
import { createDevDatabases } from "@atlas/dev-database";
import { mysql } from "@atlas/dialect-mysql";
import { postgres } from "@atlas/dialect-postgres";
import { sqlite } from "@atlas/dialect-sqlite";
import type { ParsedFile } from "@atlas/migrate";
import { scanStatements } from "@atlas/sql";
import { type ReplayRequest, replayedState, type WorkflowDeps } from "@atlas/workflows";

/** How migration files are split where a test is not about splitting. */
const scan = {
  beginEnd: false,
  beginAtomic: false,
  dollarQuotes: true,
  backslashEscapes: false,
  escapeStrings: false,
  hashComments: false,
};

/** A migration file as if it had been read. */
export function migration(name: string, text: string, directives: ParsedFile["directives"] = {}): ParsedFile {
  const [version = "", ...rest] = name.replace(/\.sql$/, "").split("_");
  const file = { name, version, description: rest.join("_"), bytes: Buffer.from(text), text };
  return { file, directives, statements: scanStatements(text, scan, name), checks: [] };
}

/** A bench with dev databases and a cache of its own. */
export interface ReplayBench extends AsyncDisposable {
  readonly deps: WorkflowDeps;
  readonly context: { readonly signal: AbortSignal };
  /** How many dev databases were opened so far. */
  readonly opened: () => number;
  request(dialect: Dialect, devUrl: string): ReplayRequest;
  state(files: readonly ParsedFile[], request: ReplayRequest, over?: Partial<WorkflowDeps>): Promise<State>;
  /** Changes every file of the cache; `undefined` removes it. */
  tamper(change: (content: string) => string | undefined): Promise<number>;
}

export async function replayBench(): Promise<ReplayBench> {
  const cacheDir = await mkdtemp(join(tmpdir(), "atlas-replay-"));
  const databases = createDevDatabases();
  let opened = 0;
  const deps: WorkflowDeps = {
    dialects: [postgres, mysql, sqlite],
    devDatabases: {
      identify: (request) => databases.identify(request),
      acquire: (request) => {
        opened++;
        return databases.acquire(request);
      },
      [Symbol.asyncDispose]: async () => {},
    },
    cacheDir,
    build: "one",
  };
  const context = { signal: new AbortController().signal };
  return {
    deps,
    context,
    opened: () => opened,
    request: (dialect, devUrl) => ({
      dialect,
      devUrl: new Secret(devUrl),
      targetVersion: undefined,
      bound: undefined,
      targetIdentity: undefined,
      directory: { path: "migrations", format: "atlas" },
    }),
    state: (files, request, over = {}) => replayedState(files, request, { ...deps, ...over }, context),
    async tamper(change) {
      const folder = join(cacheDir, "replays");
      const names = await readdir(folder);
      for (const name of names) {
        const changed = change(await readFile(join(folder, name), "utf8"));
        await (changed === undefined ? rm(join(folder, name)) : writeFile(join(folder, name), changed));
      }
      return names.length;
    },
    async [Symbol.asyncDispose]() {
      await databases[Symbol.asyncDispose]();
      await rm(cacheDir, { recursive: true, force: true });
    },
  };
}

/** Names of the objects of one kind. */
export function namesOf(state: State, kind = "table"): readonly string[] {
  return state.objects.filter((object: SchemaObject) => object.kind === kind).map(({ name }) => name);
}

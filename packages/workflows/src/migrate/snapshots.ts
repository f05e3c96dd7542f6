import { createHash } from "node:crypto";
import { join } from "node:path";
import type { State } from "@atlas/core";
import { type ContentStore, contentStore } from "@atlas/engine";
import type { MigrationFile } from "@atlas/migrate";
import type { WorkflowDeps } from "../requests.ts";
import { toDevRequest } from "../scratch.ts";
import { buildId } from "../version.ts";
import type { ReplayRequest } from "./replay.ts";

/** What the first files of a directory lead to. */
export interface Snapshot {
  readonly state: State;
  /** The state is all there is: no file puts rows into a table, sets something elsewhere or makes what is not managed. */
  readonly isBare: boolean;
  /** Printed and run on such a server, it came out the same: it will again. Default: nobody tried. */
  readonly isProven?: true;
}

/**
 * Snapshots of the beginnings of one list of files, kept by all that they depend on: names and contents of the files
 * one after the other, their format, the exact server, the scope, the settings of the session, and the build of this
 * program. Who changes any of them finds nothing; a file that was damaged is as good as none.
 */
export class Snapshots {
  readonly #store: ContentStore;
  /** By how many files. */
  readonly #digests: readonly string[];

  /** @returns `undefined` where nobody knows what server it will be, or what program wrote what is there. */
  static open(
    files: readonly MigrationFile[],
    request: ReplayRequest,
    deps: WorkflowDeps,
    signal: AbortSignal,
  ): Snapshots | undefined {
    const { cacheDir, build = buildId } = deps;
    const server = deps.devDatabases.identify(toDevRequest(request, signal));
    if (cacheDir === undefined || build === undefined || server === undefined) return undefined;
    const { bound } = request;
    const base = JSON.stringify({
      build,
      server,
      dialect: request.dialect.name,
      format: request.directory.format,
      bound: typeof bound === "string",
      // Files may name a schema that has the name of the target's.
      ...(request.narrows && { schema: bound }),
      schemas: request.schemas ?? [],
      devUrl: request.devUrl?.reveal() ?? "",
      baseline: request.baseline?.text ?? "",
      targetDefaults: request.targetDefaults ?? {},
    });
    return new Snapshots(contentStore(join(cacheDir, "replays")), digestsOf(base, files));
  }

  private constructor(store: ContentStore, digests: readonly string[]) {
    this.#store = store;
    this.#digests = digests;
  }

  /** Whether there is one to read. */
  async has(count: number): Promise<boolean> {
    const digest = this.#digests[count];
    return digest !== undefined && this.#store.has(digest);
  }

  /** @param count - of the first files. */
  async read(count: number): Promise<Snapshot | undefined> {
    const digest = this.#digests[count];
    if (digest === undefined || !(await this.#store.has(digest))) return undefined;
    const text = await this.#store.get(digest);
    // What `write` wrote is a snapshot.
    return text === undefined ? undefined : (JSON.parse(text) as Snapshot);
  }

  async write(count: number, snapshot: Snapshot): Promise<void> {
    const digest = this.#digests[count];
    if (digest !== undefined) await this.#store.put(digest, JSON.stringify(snapshot));
  }
}

/** One digest for each beginning, from that of no file to that of all: one pass over all bytes. */
function digestsOf(base: string, files: readonly MigrationFile[]): readonly string[] {
  const hash = createHash("sha256").update(base);
  const digests = [hash.copy().digest("hex")];
  for (const { name, bytes } of files) {
    // Lengths keep a name from running into a content.
    hash.update(`\n${Buffer.byteLength(name)} ${bytes.length} ${name}\n`).update(bytes);
    digests.push(hash.copy().digest("hex"));
  }
  return digests;
}

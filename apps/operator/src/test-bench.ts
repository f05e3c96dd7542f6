import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createDevDatabases } from "@atlas/dev-database";
import { type CountedEvent, type KubeObject, ManifestStore, type ReconcileResult } from "@atlas/kube";
import { atlasSchemaStatus, type AtlasSchemaStatus, atlasSchemaType } from "./crd/atlas-schema.ts";
import { dialects } from "./dialects.ts";
import type { DriftMode } from "./drift.ts";
import { schemaKind } from "./kinds.ts";
import { createPass } from "./pass.ts";
import { conditionOf } from "./status.ts";
import { Turns } from "./turns.ts";

/** What is left to users: the spec of the AtlasSchema `app`, and objects beside it. */
export interface BenchFiles {
  readonly spec: unknown;
  /** Whole resources, such as Secrets. */
  readonly others?: readonly unknown[];
}

export interface BenchOptions {
  readonly driftMode?: DriftMode;
}

/**
 * One AtlasSchema named `app` over a folder of manifests, with an SQLite file as its database. Nothing
 * happens between passes, and each pass is asked for, so that no test sleeps.
 */
export class Bench implements AsyncDisposable {
  /** All that was logged, as JSON lines. */
  readonly logged: string[] = [];
  readonly events: CountedEvent[] = [];
  /** Every status that was written. */
  readonly statuses: AtlasSchemaStatus[] = [];
  readonly folder: string;
  readonly #devDatabases = createDevDatabases();
  readonly #options: BenchOptions;
  #store: ManifestStore | undefined;

  private constructor(folder: string, options: BenchOptions) {
    this.folder = folder;
    this.#options = options;
  }

  static async open(files: BenchFiles, options: BenchOptions = {}): Promise<Bench> {
    const bench = new Bench(await mkdtemp(join(tmpdir(), "atlas-operator-")), options);
    await bench.#write(files);
    bench.#store = await ManifestStore.open(bench.folder, {
      onEvent: (event) => bench.events.push(event),
      onStatus: (object) => bench.statuses.push(statusOf(object)),
      onProblem: (problem) => assert.fail(problem.message),
    });
    return bench;
  }

  /** The URL of the target. */
  get url(): string {
    return sqliteUrl(this.folder);
  }

  get store(): ManifestStore {
    assert.ok(this.#store);
    return this.#store;
  }

  /** Changes what users have written. */
  async change(files: BenchFiles): Promise<void> {
    await this.#write(files);
    await this.store.refresh();
  }

  async pass(): Promise<ReconcileResult> {
    const kind = schemaKind({
      workflows: { dialects, devDatabases: this.#devDatabases, cacheDir: undefined },
      turns: new Turns(),
      driftMode: this.#options.driftMode ?? "heal",
      allowCustomConfig: false,
      devServers: undefined,
      now: () => new Date(),
    });
    const pass = createPass(kind, {
      store: this.store,
      log: (level, message, fields) => this.logged.push(JSON.stringify({ level, message, ...fields })),
      now: () => new Date(),
      recheckAfterMs: () => 600_000,
    });
    return await pass({ namespace: "default", name: "app" }, new AbortController().signal);
  }

  /** Passes until nothing is to be done at once. @returns what the last pass asked for. */
  async settle(): Promise<ReconcileResult> {
    for (;;) {
      const result = await this.pass();
      if (result.requeueAfterMs !== 0) return result;
    }
  }

  async object(): Promise<KubeObject> {
    const object = await this.store.get(atlasSchemaType, { namespace: "default", name: "app" });
    assert.ok(object);
    return object;
  }

  async status(): Promise<AtlasSchemaStatus> {
    return statusOf(await this.object());
  }

  /** The Ready condition in short, such as `False/ReadSchema`, and its message. */
  async ready(): Promise<readonly [state: string, message: string]> {
    const condition = conditionOf(await this.status(), "Ready");
    return [`${condition?.status}/${condition?.reason}`, condition?.message ?? ""];
  }

  /** Does something to the database behind the operator's back. */
  sql(text: string): void {
    using database = new DatabaseSync(join(this.folder, "app.db"));
    database.exec(text);
  }

  /** Names of the columns of a table; empty: there is no such table. */
  columns(table: string): readonly string[] {
    using database = new DatabaseSync(join(this.folder, "app.db"));
    return database
      .prepare("SELECT name FROM pragma_table_info(?) ORDER BY cid")
      .all(table)
      .map((row) => String(row["name"]));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#store?.[Symbol.dispose]();
    await this.#devDatabases[Symbol.asyncDispose]();
    await rm(this.folder, { recursive: true });
  }

  async #write({ spec, others = [] }: BenchFiles): Promise<void> {
    const text = JSON.stringify(spec).replaceAll("sqlite://app.db", sqliteUrl(this.folder));
    const resource = {
      apiVersion: "db.atlasgo.io/v1alpha1",
      kind: "AtlasSchema",
      metadata: { name: "app" },
      spec: JSON.parse(text) as unknown,
    };
    const items = [resource, ...others];
    await writeFile(join(this.folder, "app.yaml"), items.map((item) => JSON.stringify(item)).join("\n---\n"));
  }
}

function sqliteUrl(folder: string): string {
  return `sqlite://${join(folder, "app.db")}`;
}

function statusOf(object: KubeObject): AtlasSchemaStatus {
  return atlasSchemaStatus.parse(object.status ?? {});
}

export function secret(name: string, stringData: Readonly<Record<string, string>>): unknown {
  return { apiVersion: "v1", kind: "Secret", metadata: { name }, stringData };
}

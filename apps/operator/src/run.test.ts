import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { Secret } from "@atlas/core";
import { type PostgresServer, startPostgres } from "@atlas/dev-database";
import { postgres } from "@atlas/dialect-postgres";
import { runOperator } from "./run.ts";
import type { OperatorSettings } from "./settings.ts";
import { secret } from "./test-bench.ts";

const password = "marked-p@ssw0rd/+?";
const deadlineMs = 60_000;

/** An operator that runs over a folder of manifests until it is disposed. */
class Running implements AsyncDisposable {
  /** All that anybody could have read: log, events, tables. */
  readonly said: string[] = [];
  readonly #folder: string;
  readonly #stop = new AbortController();
  readonly #ended: Promise<void>;
  #table = "";
  #onTable = (): void => {};

  private constructor(folder: string, settings: Partial<OperatorSettings>) {
    this.#folder = folder;
    this.#ended = runOperator(
      { manifests: folder, ...settings },
      {
        signal: this.#stop.signal,
        log: (level, message, fields) => this.said.push(JSON.stringify({ level, message, ...fields })),
        onTable: (table) => {
          this.said.push(table);
          this.#table = table;
          this.#onTable();
        },
      },
    );
  }

  static async start(
    objects: readonly unknown[],
    settings: Partial<OperatorSettings> = {},
  ): Promise<Running> {
    const folder = await mkdtemp(join(tmpdir(), "atlas-operator-"));
    await writeManifests(folder, objects);
    return new Running(folder, settings);
  }

  async change(objects: readonly unknown[]): Promise<void> {
    await writeManifests(this.#folder, objects);
  }

  /** Waits until the table of resources looks so. */
  async until(pattern: RegExp): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(
      () => reject(new Error(`never ${pattern}:\n${this.said.join("\n")}`)),
      deadlineMs,
    );
    this.#onTable = () => {
      if (pattern.test(this.#table)) resolve();
    };
    this.#onTable();
    await Promise.race([promise, this.#ended]).finally(() => clearTimeout(timer));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#ended;
    await rm(this.#folder, { recursive: true });
  }
}

async function writeManifests(folder: string, objects: readonly unknown[]): Promise<void> {
  await writeFile(join(folder, "app.yaml"), objects.map((object) => JSON.stringify(object)).join("\n---\n"));
}

function atlasSchema(name: string, spec: unknown): unknown {
  return { apiVersion: "db.atlasgo.io/v1alpha1", kind: "AtlasSchema", metadata: { name }, spec };
}

async function execute(server: PostgresServer, ...statements: readonly string[]): Promise<void> {
  await using driver = await postgres.connect(postgres.parseUrl(server.url));
  for (const statement of statements) await driver.execute(statement);
}

const urlFrom = { secretKeyRef: { name: "db", key: "url" } };
const sql = "CREATE TABLE users (id int PRIMARY KEY, name text);";

describe("the operator over a folder of manifests", () => {
  it("tells AtlasMigration resources that it does not act on them", async () => {
    const migration = {
      apiVersion: "db.atlasgo.io/v1alpha1",
      kind: "AtlasMigration",
      metadata: { name: "app" },
      spec: { url: "sqlite://never.db", dir: { local: { "1.sql": "CREATE TABLE t (id int);" } } },
    };
    await using operator = await Running.start([migration]);
    await operator.until(
      /atlasmigration\/app +False +ReadingMigrationData +.*does not act on AtlasMigration/,
    );
  });

  it("applies to a database once its Secret has been written", async () => {
    const folder = await mkdtemp(join(tmpdir(), "atlas-operator-"));
    await using _folder = { [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
    const app = atlasSchema("app", { urlFrom, schema: { sql } });
    await using operator = await Running.start([app]);
    await operator.until(/app +False +ReadSchema +secrets "db" not found/);
    await operator.change([app, secret("db", { url: `sqlite://${join(folder, "app.db")}` })]);
    await operator.until(/app +True +Applied/);
  });
});

describe("a URL that is not understood", () => {
  const hidden = "marked-password";
  const urls = [
    `postgres://ann:${hidden}@@db:port/x`,
    `postgres://ann:p/${hidden}@127.0.0.1:1/x?sslmode=odd`,
    `postgres:ann:${hidden}@db/x`,
    `mysql://ann:${hidden}@db/x?tls=odd`,
    `sqlite:///no/such/folder/x.db?password=${hidden}`,
    hidden,
  ];

  it("is refused without a word of its password", async () => {
    const objects = urls.flatMap((url, at) => {
      const secretKeyRef = { name: `db-${at}`, key: "url" };
      return [
        secret(`db-${at}`, { url }),
        atlasSchema(`app-${at}`, { urlFrom: { secretKeyRef }, schema: { sql } }),
      ];
    });
    await using operator = await Running.start(objects);
    await operator.until(/(?:.*False +ReadSchema.*\n){6}$/);
    assert.deepEqual(
      operator.said.filter((text) => text.includes(hidden)),
      [],
    );
  });
});

describe("the operator over PostgreSQL", () => {
  it("heals by itself when the target comes up late, and never says a password", async () => {
    await using server = await startPostgres({
      major: 16,
      listen: { port: 0, password: new Secret(password) },
    });
    const url = server.urlOf("postgres", { search_path: "public" }).reveal();
    assert.ok(url.includes(encodeURIComponent(password)));
    await server.kill();
    const app = atlasSchema("app", { urlFrom, schema: { sql }, backoffLimit: 1 });
    await using operator = await Running.start([secret("db", { url }), app]);
    await operator.until(/app +False +VerifyingFirstRun/);
    await server.restart();
    await operator.until(/app +True +Applied/);

    await operator.change([secret("db", { url: url.replace(/:[^:@]+@/, ":wrong-p%40ss@") }), app]);
    await operator.until(/app +False +ApplyingSchema/);
    await operator.change([secret("db", { url }), app]);
    await operator.until(/app +True +Applied/);

    for (const hidden of [password, encodeURIComponent(password), "wrong-p@ss", "wrong-p%40ss"]) {
      assert.equal(
        operator.said.find((text) => text.includes(hidden)),
        undefined,
      );
    }
  });

  it("lets resources share a target and a dev database without failing", async () => {
    await using server = await startPostgres({
      major: 16,
      listen: { port: 0, password: new Secret(password) },
    });
    const names = ["a", "b", "c", "d", "e", "f"];
    await execute(server, "CREATE DATABASE dev", ...names.map((name) => `CREATE SCHEMA ${name}`));
    const objects = names.map((name) =>
      atlasSchema(name, {
        url: server.urlOf("postgres", { search_path: name }).reveal(),
        devURL: server.urlOf("dev", { search_path: "public" }).reveal(),
        schema: { sql: `CREATE TABLE ${name}_things (id int PRIMARY KEY);` },
      }),
    );
    await using operator = await Running.start(objects, { maxConcurrentReconciles: 6 });
    await operator.until(/(?:.*True.*\n){6}$/);
    assert.deepEqual(
      operator.said.filter((text) => text.includes('"failed"')),
      [],
    );
  });

  it("reads a desired state that names the schema its target is bound to", async () => {
    await using server = await startPostgres({ major: 16 });
    await execute(server, "CREATE SCHEMA app");
    const url = server.urlOf("postgres", { search_path: "app" }).reveal();
    const schema = {
      sql: "CREATE TABLE app.users (id int PRIMARY KEY); CREATE VIEW names AS SELECT id FROM users;",
    };
    await using operator = await Running.start([atlasSchema("app", { url, schema })]);
    await operator.until(/app +True +Applied/);
  });
});

import { Secret } from "@atlas/core";
import { startPostgres, type PostgresServer } from "@atlas/dev-database";
import { Client } from "pg";

/** Looks like no other text, so that its appearance in any output is a leak. */
export const markedPassword = "mArKeD-s3cr3t-0f-scripts";

/** A PostgreSQL server for scripts, started for the first that needs one. */
export class ScriptServer implements AsyncDisposable {
  readonly #major: number;
  #server: Promise<PostgresServer> | undefined;
  #count = 0;

  constructor(major: number) {
    this.#major = major;
  }

  start(): Promise<PostgresServer> {
    this.#server ??= startPostgres({
      major: this.#major,
      listen: { port: 0, password: new Secret(markedPassword) },
    });
    return this.#server;
  }

  /** Makes an empty database, and gives its URL with the marked password and `sslmode=disable`. */
  async freshDatabase(): Promise<{ readonly url: string; readonly name: string; readonly port: number }> {
    const server = await this.start();
    const name = `script_${++this.#count}`;
    await runSql(server.url.reveal(), `CREATE DATABASE ${name}`);
    const { port } = server;
    if (port === undefined) throw new Error("the server of the scripts does not listen on a port");
    const url = `postgres://postgres:${markedPassword}@127.0.0.1:${port}/${name}?sslmode=disable`;
    return { url, name, port };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#server?.catch(() => undefined))?.[Symbol.asyncDispose]();
  }
}

/** Runs SQL on a PostgreSQL URL and gives the rows of its last statement, columns between tabs. */
export async function runSql(url: string, sql: string): Promise<string> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    // With several statements the client gives an array, which its types leave out.
    const results: unknown = await client.query({ text: sql, rowMode: "array" });
    const last: unknown = Array.isArray(results) ? results.at(-1) : results;
    // Each result of the client carries its rows, here as arrays of plain values.
    const { rows } = last as { readonly rows: readonly (readonly (string | number | boolean | null)[])[] };
    return rows
      .map((row) => `${row.map((value) => (value === null ? "NULL" : String(value))).join("\t")}\n`)
      .join("");
  } finally {
    await client.end();
  }
}

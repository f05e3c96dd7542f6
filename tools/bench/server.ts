import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { Secret } from "../../packages/core/src/index.ts";
import { createDevDatabases } from "../../packages/dev-database/src/index.ts";
import { postgres } from "../../packages/dialect-postgres/src/index.ts";
import { splitStatements } from "../../packages/sql/src/index.ts";

const run = promisify(execFile);

/** A PostgreSQL 15 with a database for each schema: the newest that the system's pg_dump can read. */
export async function benchServer() {
  const databases = createDevDatabases();
  return {
    /** A database with this schema, bound to its `public` unless it has several; its URL. */
    async database(sql: string, { bound = true } = {}): Promise<string> {
      const database = await databases.acquire({
        url: new Secret(`embedded://postgres/15/dev${bound ? "?search_path=public" : ""}`),
        dialect: undefined,
        targetVersion: undefined,
        bound,
      });
      await using driver = await postgres.connect(postgres.parseUrl(database.url));
      await driver.runScript(splitStatements(sql, "bench.sql", postgres.syntax));
      await driver.execute("ANALYZE");
      return database.url.reveal();
    },
    [Symbol.asyncDispose]: () => databases[Symbol.asyncDispose](),
  };
}

/** How long the system's pg_dump takes for the schema alone, in milliseconds; `undefined`: there is none. */
export async function pgDumpMs(url: string): Promise<number | undefined> {
  const parsed = new URL(url);
  const started = performance.now();
  try {
    await run(
      "pg_dump",
      [
        "--schema-only",
        "-h",
        parsed.searchParams.get("host") ?? "",
        "-U",
        "postgres",
        "-f",
        "/dev/null",
        parsed.pathname.slice(1),
      ],
      {
        env: {
          ...process.env,
          ...(parsed.searchParams.has("port") && { PGPORT: parsed.searchParams.get("port") ?? "" }),
        },
      },
    );
  } catch {
    return undefined;
  }
  return performance.now() - started;
}

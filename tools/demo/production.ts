import { randomBytes } from "node:crypto";
import { Secret } from "../../packages/core/src/index.ts";
import { installedMajors, startPostgres } from "../../packages/dev-database/src/index.ts";
import { runSql } from "../../packages/testing/src/scripts/servers.ts";

/** A row with its columns in the order of the query. */
export type Row = Readonly<Record<string, string | number | boolean | null>>;

/** The database that the story must not harm. */
export interface Production extends AsyncDisposable {
  /** The server's version, such as `18.1`. */
  readonly version: string;
  /** For the Secret; with a password. */
  readonly url: string;
  run(sql: string): Promise<void>;
  rows(query: string): Promise<readonly Row[]>;
}

/** What is there before anybody heard of Atlas. */
export const initialSql = `CREATE TABLE customers (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL,
  phone text
);
INSERT INTO customers (name, phone) VALUES
  ('Ada', '+44 20 5550 1815'),
  ('Grace', '+1 212 555 1906'),
  ('Edsger', NULL);
`;

/** Starts the newest PostgreSQL there is, on loopback and with a password of its own. */
export async function startProduction(signal: AbortSignal): Promise<Production> {
  const major = Math.max(...installedMajors());
  const password = new Secret(randomBytes(18).toString("base64url"));
  const server = await startPostgres({ major, listen: { port: 0, password }, signal });
  try {
    await runSql(server.url.reveal(), "CREATE DATABASE shop");
    const url = server.urlOf("shop", { search_path: "public" }).reveal();
    const plainUrl = server.urlOf("shop").reveal();
    await runSql(plainUrl, initialSql);
    return {
      version: server.version,
      url,
      run: async (sql) => void (await runSql(plainUrl, sql)),
      rows: async (query) => {
        const text = await runSql(plainUrl, `SELECT row_to_json(r)::text FROM (${query}) AS r`);
        // Each line is a row of plain values; queries of the story read numbers, texts and booleans.
        return text.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line) as Row]));
      },
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
}

import { Secret } from "@atlas/core";
import { type PostgresServer, startPostgres } from "@atlas/dev-database";
import { postgres } from "@atlas/dialect-postgres";
import { Client } from "pg";
import type { Row } from "../../databases.ts";
import { type Census, censusOfPostgres } from "../../corpus/census-postgres.ts";
import { postgresFiles } from "./crash-files.ts";
import {
  type CrashDatabase,
  type CrashKind,
  type CrashServer,
  type GatedWrite,
  type Holder,
  rowsOf,
  withoutRevisions,
} from "./crash-server.ts";

export function postgresCrashes(major: number): CrashKind {
  return {
    label: `PostgreSQL ${major}`,
    files: postgresFiles,
    isAlone: (sql) => /CONCURRENTLY|^VACUUM|ADD VALUE/.test(sql),
    start: async () => {
      const listen = { port: 0, password: new Secret("h1dden") };
      const settings = { max_connections: 250 };
      return new PostgresCrashServer(await startPostgres({ major, listen, settings }));
    },
  };
}

class PostgresCrashServer implements CrashServer {
  readonly #server: PostgresServer;

  constructor(server: PostgresServer) {
    this.#server = server;
  }

  get port(): number {
    return this.#server.port ?? 0;
  }

  async create(name: string): Promise<CrashDatabase> {
    await using admin = await open(this.#server.url.reveal());
    await admin.run(`CREATE DATABASE ${name}`);
    return new PostgresCrashDatabase(this.#server, name);
  }

  async waiting(): Promise<ReadonlySet<string>> {
    await using admin = await open(this.#server.url.reveal());
    const [rows = []] = await admin.run(
      "SELECT datname FROM pg_stat_activity WHERE wait_event = 'PgSleep' OR wait_event_type = 'Lock'",
    );
    return new Set(rows.map(({ datname }) => String(datname)));
  }

  async kill(): Promise<void> {
    await this.#server.kill();
  }

  async restart(): Promise<void> {
    await this.#server.restart();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
  }
}

class PostgresCrashDatabase implements CrashDatabase {
  readonly name: string;
  readonly #server: PostgresServer;

  constructor(server: PostgresServer, name: string) {
    this.#server = server;
    this.name = name;
  }

  get url() {
    return postgres.parseUrl(new Secret(this.urlAt()));
  }

  urlAt(port?: number): string {
    const url = new URL(this.#server.urlOf(this.name).reveal());
    if (port !== undefined) url.port = String(port);
    return url.href;
  }

  connect() {
    return postgres.connect(this.url);
  }

  async raw(sql: string): Promise<readonly (readonly Row[])[]> {
    await using session = await open(this.urlAt());
    return await session.run(sql);
  }

  async census(): Promise<Census> {
    await using session = await open(this.urlAt());
    const raw = (sql: string) => session.run(sql);
    const [names = []] = await raw(
      "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v') ORDER BY 1",
    );
    const rows = await rowsOf(
      raw,
      names.map(({ relname }) => String(relname)),
    );
    const catalog = await censusOfPostgres({
      url: this.url,
      connect: () => this.connect(),
      raw,
      [Symbol.asyncDispose]: async () => {},
    });
    return { ...withoutRevisions(catalog), rows };
  }

  async hold(): Promise<Holder> {
    const session = await open(this.urlAt());
    await session.run("BEGIN");
    return session;
  }

  async shutGate({ applied, announces }: GatedWrite): Promise<void> {
    await this.raw(`CREATE SCHEMA gate; CREATE TABLE gate.shut (); INSERT INTO gate.shut DEFAULT VALUES;
      CREATE FUNCTION gate.wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.version = '2' AND NEW.applied = ${applied} AND (NEW.error IS NOT NULL) = ${announces} THEN
          WHILE EXISTS (SELECT FROM gate.shut) LOOP PERFORM pg_sleep(0.02); END LOOP;
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER gate BEFORE INSERT ON atlas_schema_revisions.atlas_schema_revisions
        FOR EACH ROW EXECUTE FUNCTION gate.wait();`);
  }

  async openGate(): Promise<void> {
    await this.raw("DELETE FROM gate.shut");
  }

  async removeGate(): Promise<void> {
    await this.raw("DROP SCHEMA IF EXISTS gate CASCADE");
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

interface Session extends AsyncDisposable {
  run(sql: string): Promise<readonly (readonly Row[])[]>;
}

async function open(url: string): Promise<Session> {
  const client = new Client({ connectionString: url });
  // The server is killed under it.
  client.on("error", () => {});
  await client.connect();
  return {
    run: async (sql) => {
      // With several statements pg answers with a list, which its types do not say.
      const answer = (await client.query(sql)) as unknown as { rows: Row[] } | { rows: Row[] }[];
      return (Array.isArray(answer) ? answer : [answer]).map(({ rows }) => rows);
    },
    [Symbol.asyncDispose]: () => client.end().catch(() => {}),
  };
}

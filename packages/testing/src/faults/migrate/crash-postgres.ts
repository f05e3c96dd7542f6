import { Secret } from "@atlas/core";
import { type PostgresServer, startPostgres } from "@atlas/dev-database";
import { postgres } from "@atlas/dialect-postgres";
import { Client } from "pg";
import type { Row } from "../../databases.ts";
import { censusOfPostgres } from "../../corpus/census-postgres.ts";
import { postgresFiles } from "./crash-files.ts";
import { type CrashDatabase, type CrashKind, type GatedWrite, type Holder } from "./crash-server.ts";
import { framings } from "../stop-proxy.ts";
import { OwnDatabase, OwnServer } from "./own-server.ts";

export function postgresCrashes(major: number): CrashKind {
  return {
    label: `PostgreSQL ${major}`,
    framing: framings.postgres,
    files: postgresFiles,
    isAlone: (sql) => /CONCURRENTLY|^VACUUM|ADD VALUE/.test(sql),
    start: async () => {
      const listen = { port: 0, password: new Secret("h1dden") };
      const settings = { max_connections: 250 };
      return new PostgresCrashServer(await startPostgres({ major, listen, settings }));
    },
  };
}

class PostgresCrashServer extends OwnServer<PostgresServer> {
  async create(name: string): Promise<CrashDatabase> {
    await using admin = await open(this.server.url.reveal());
    await admin.run(`CREATE DATABASE ${name}`);
    return new PostgresCrashDatabase(this.server, name);
  }

  async waiting(): Promise<ReadonlySet<string>> {
    await using admin = await open(this.server.url.reveal());
    const [rows = []] = await admin.run(
      "SELECT datname FROM pg_stat_activity WHERE wait_event = 'PgSleep' OR wait_event_type = 'Lock'",
    );
    return new Set(rows.map(({ datname }) => String(datname)));
  }
}

class PostgresCrashDatabase extends OwnDatabase<PostgresServer> {
  protected readonly tables =
    "SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v') ORDER BY 1";
  protected readonly catalog = censusOfPostgres;

  constructor(server: PostgresServer, name: string) {
    super(server, name, postgres);
  }

  urlAt(port?: number): string {
    const url = new URL(this.server.urlOf(this.name).reveal());
    if (port !== undefined) url.port = String(port);
    return url.href;
  }

  protected override open() {
    return open(this.urlAt());
  }

  async hold(): Promise<Holder> {
    const session = await this.open();
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

import { Secret } from "@atlas/core";
import { type MysqlServer, openMysqlSession, startMysql } from "@atlas/dev-database";
import { mysql } from "@atlas/dialect-mysql";
import type { MysqlTestServer, Row } from "../../databases.ts";
import { censusOfMysql } from "../../corpus/census-mysql.ts";
import type { Census } from "../../corpus/census-postgres.ts";
import { mysqlFiles } from "./crash-files.ts";
import {
  type CrashDatabase,
  type CrashKind,
  type CrashServer,
  type GatedWrite,
  type Holder,
  rowsOf,
  withoutRevisions,
} from "./crash-server.ts";

const password = "h1dden";

export function mysqlCrashes(kind: MysqlTestServer): CrashKind {
  return {
    label: kind.label,
    files: mysqlFiles,
    isAlone: (sql) => !/^(?:INSERT|UPDATE|DELETE)/.test(sql),
    start: async () => {
      const listen = { port: 0, password: new Secret(password) };
      const settings = { "max-connections": 300 };
      return new MysqlCrashServer(await startMysql({ build: kind.build, listen, settings }));
    },
  };
}

class MysqlCrashServer implements CrashServer {
  readonly #server: MysqlServer;

  constructor(server: MysqlServer) {
    this.#server = server;
  }

  get port(): number {
    return this.#server.port ?? 0;
  }

  async create(name: string): Promise<CrashDatabase> {
    await using admin = await openMysqlSession(this.#server.socketPath);
    await admin.run(`CREATE DATABASE ${name}`);
    return new MysqlCrashDatabase(this.#server, name);
  }

  async waiting(): Promise<ReadonlySet<string>> {
    await using admin = await openMysqlSession(this.#server.socketPath);
    const [rows = []] = await admin.run(
      "SELECT DB AS name FROM information_schema.PROCESSLIST WHERE STATE = 'User lock' OR STATE LIKE 'Waiting for table%'",
    );
    return new Set(rows.map(({ name }) => String(name)));
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

class MysqlCrashDatabase implements CrashDatabase {
  readonly name: string;
  readonly #server: MysqlServer;
  #gatekeeper: Holder | undefined;

  constructor(server: MysqlServer, name: string) {
    this.#server = server;
    this.name = name;
  }

  get url() {
    return mysql.parseUrl(new Secret(this.urlAt()));
  }

  urlAt(port = this.#server.port): string {
    return `${this.#server.build.flavour}://root:${password}@127.0.0.1:${port}/${this.name}?tls=false`;
  }

  connect() {
    return mysql.connect(this.url);
  }

  async raw(sql: string): Promise<readonly (readonly Row[])[]> {
    await using session = await this.hold();
    return await session.run(sql);
  }

  hold() {
    return openMysqlSession(this.#server.socketPath, { schema: this.name });
  }

  async census(): Promise<Census> {
    await using session = await this.hold();
    const raw = (sql: string) => session.run(sql);
    const [names = []] = await raw(
      "SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME <> 'atlas_schema_revisions' ORDER BY 1",
    );
    const rows = await rowsOf(
      raw,
      names.map(({ name }) => String(name)),
    );
    const catalog = await censusOfMysql({
      url: this.url,
      connect: () => this.connect(),
      raw,
      [Symbol.asyncDispose]: async () => {},
    });
    return { ...withoutRevisions(catalog), rows };
  }

  async shutGate({ applied, announces }: GatedWrite): Promise<void> {
    const lock = `gate_${this.name}`;
    this.#gatekeeper = await this.hold();
    await this.#gatekeeper.run(`DO GET_LOCK('${lock}', 0);
      CREATE TRIGGER gate BEFORE INSERT ON atlas_schema_revisions FOR EACH ROW
        IF NEW.version = '2' AND NEW.applied = ${applied} AND (NEW.error IS NOT NULL) = ${announces} THEN
          DO GET_LOCK('${lock}', 600); DO RELEASE_LOCK('${lock}');
        END IF`);
  }

  async openGate(): Promise<void> {
    await this.#gatekeeper?.[Symbol.asyncDispose]();
    this.#gatekeeper = undefined;
  }

  async removeGate(): Promise<void> {
    await this.raw("DROP TRIGGER IF EXISTS gate");
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.openGate();
  }
}

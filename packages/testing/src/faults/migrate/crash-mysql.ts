import { Secret } from "@atlas/core";
import { type MysqlServer, openMysqlSession, startMysql } from "@atlas/dev-database";
import { mysql } from "@atlas/dialect-mysql";
import type { MysqlTestServer } from "../../databases.ts";
import { censusOfMysql } from "../../corpus/census-mysql.ts";
import { mysqlFiles } from "./crash-files.ts";
import { type CrashDatabase, type CrashKind, type GatedWrite, type Holder } from "./crash-server.ts";
import { framings } from "../stop-proxy.ts";
import { OwnDatabase, OwnServer } from "./own-server.ts";

const password = "h1dden";

export function mysqlCrashes(kind: MysqlTestServer): CrashKind {
  return {
    label: kind.label,
    framing: framings.mysql,
    files: mysqlFiles,
    isAlone: (sql) => !/^(?:INSERT|UPDATE|DELETE)/.test(sql),
    start: async () => {
      const listen = { port: 0, password: new Secret(password) };
      const settings = { "max-connections": 300 };
      return new MysqlCrashServer(await startMysql({ build: kind.build, listen, settings }));
    },
  };
}

class MysqlCrashServer extends OwnServer<MysqlServer> {
  async create(name: string): Promise<CrashDatabase> {
    await using admin = await openMysqlSession(this.server.socketPath);
    await admin.run(`CREATE DATABASE ${name}`);
    return new MysqlCrashDatabase(this.server, name);
  }

  async waiting(): Promise<ReadonlySet<string>> {
    await using admin = await openMysqlSession(this.server.socketPath);
    const [rows = []] = await admin.run(
      "SELECT DB AS name FROM information_schema.PROCESSLIST WHERE STATE = 'User lock' OR STATE LIKE 'Waiting for table%'",
    );
    return new Set(rows.map(({ name }) => String(name)));
  }
}

class MysqlCrashDatabase extends OwnDatabase<MysqlServer> {
  protected readonly tables =
    "SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME <> 'atlas_schema_revisions' ORDER BY 1";
  protected readonly catalog = censusOfMysql;
  #gatekeeper: Holder | undefined;

  constructor(server: MysqlServer, name: string) {
    super(server, name, mysql);
  }

  urlAt(port = this.server.port): string {
    return `${this.server.build.flavour}://root:${password}@127.0.0.1:${port}/${this.name}?tls=false`;
  }

  protected override open() {
    return openMysqlSession(this.server.socketPath, { schema: this.name });
  }

  hold() {
    return this.open();
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

  override [Symbol.asyncDispose](): Promise<void> {
    return this.openGate();
  }
}

import { type Dialect, type Driver, Secret } from "@atlas/core";
import type { Row, TestDatabase } from "../../databases.ts";
import type { Census } from "../../corpus/census-postgres.ts";
import {
  type CrashDatabase,
  type CrashServer,
  type GatedWrite,
  type Holder,
  rowsOf,
  withoutRevisions,
} from "./crash-server.ts";

/** What the test has started. */
interface StartedServer extends AsyncDisposable {
  readonly port: number | undefined;
  kill(): Promise<unknown>;
  restart(): Promise<unknown>;
}

/** A server of the test, of whatever family. */
export abstract class OwnServer<S extends StartedServer> implements CrashServer {
  protected readonly server: S;

  constructor(server: S) {
    this.server = server;
  }

  get port(): number {
    return this.server.port ?? 0;
  }

  abstract create(name: string): Promise<CrashDatabase>;
  abstract waiting(): Promise<ReadonlySet<string>>;

  async kill(): Promise<void> {
    await this.server.kill();
  }

  async restart(): Promise<void> {
    await this.server.restart();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
  }
}

type Raw = (sql: string) => Promise<readonly (readonly Row[])[]>;

/** One of its databases. */
export abstract class OwnDatabase<S> implements CrashDatabase {
  readonly name: string;
  protected readonly server: S;
  readonly #dialect: Dialect;

  constructor(server: S, name: string, dialect: Dialect) {
    this.server = server;
    this.name = name;
    this.#dialect = dialect;
  }

  get url() {
    return this.#dialect.parseUrl(new Secret(this.urlAt()));
  }

  connect(): Promise<Driver> {
    return this.#dialect.connect(this.url);
  }

  async raw(sql: string): Promise<readonly (readonly Row[])[]> {
    await using session = await this.open();
    return await session.run(sql);
  }

  async census(): Promise<Census> {
    await using session = await this.open();
    const raw: Raw = (sql) => session.run(sql);
    const [names = []] = await raw(this.tables);
    const rows = await rowsOf(
      raw,
      names.map(({ name }) => String(name)),
    );
    const catalog = await this.catalog({
      url: this.url,
      connect: () => this.connect(),
      raw,
      [Symbol.asyncDispose]: async () => {},
    });
    return { ...withoutRevisions(catalog), rows };
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  /** Asks for the names of tables and views, without those of runs. */
  protected abstract readonly tables: string;
  protected abstract catalog(database: TestDatabase): Promise<Census>;
  protected abstract open(): Promise<AsyncDisposable & { readonly run: Raw }>;
  abstract urlAt(port?: number): string;
  abstract hold(): Promise<Holder>;
  abstract shutGate(write: GatedWrite): Promise<void>;
  abstract openGate(): Promise<void>;
  abstract removeGate(): Promise<void>;
}

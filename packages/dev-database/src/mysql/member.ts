import { AtlasError, type Secret } from "@atlas/core";

import type { ServerBuild } from "./builds.ts";
import { flavourTitles, numbersOf } from "./flavour.ts";
import { accountsOf, type Print, printOf, quoted, sweep } from "./print.ts";
import { startMysql, type MysqlServer } from "./server.ts";
import { openMysqlSession, type MysqlSession } from "./session.ts";

export interface MemberOptions {
  readonly build: ServerBuild;
  readonly cacheDir?: string | undefined;
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
}

/** One server of the pool: used by one for all its schemas, or by some with a schema each, of different names. */
export class PoolMember {
  readonly #options: MemberOptions;
  #server: MysqlServer | undefined;
  #admin: MysqlSession | undefined;
  #accounts: ReadonlySet<string> = new Set();
  #print: Print | undefined;
  readonly #stopping = new AbortController();
  readonly #started: Promise<boolean>;
  /** Whether it is as new once it has come so far: started, or swept after its last use. */
  #isReady: Promise<boolean>;
  #uses = 0;
  /** Names of the schemas since it was clean; `undefined`: the whole server. */
  readonly #taken = new Set<string | undefined>();
  #isRetired = false;
  #queue: Promise<unknown> = Promise.resolve();
  #pending = 0;

  constructor(options: MemberOptions) {
    this.#options = options;
    this.#started = this.#start();
    this.#started.catch(() => (this.#isRetired = true));
    this.#isReady = this.#started;
  }

  get build(): ServerBuild {
    return this.#options.build;
  }

  get uses(): number {
    return this.#uses;
  }

  /** Whether it is, or will be, of use. */
  get isAlive(): boolean {
    if (this.#isRetired) return false;
    return this.#admin === undefined || (this.#admin.isOpen && this.#server?.isRunning === true);
  }

  /** @param schema - to be bound to; `undefined`: the whole server is wanted. */
  canTake(schema: string | undefined): boolean {
    if (!this.isAlive || this.#taken.has(undefined)) return false;
    return schema === undefined ? this.#uses === 0 : !this.#taken.has(schema);
  }

  /** Counts from now on as used. Every call is followed by one of `giveBack`. */
  take(schema: string | undefined): void {
    this.#uses++;
    this.#taken.add(schema);
  }

  /** @returns whether it can be used: `false` for a server that was not left clean. */
  async ready(): Promise<boolean> {
    return (await this.#isReady) && this.isAlive;
  }

  /** @throws {AtlasError} `E_DEV_UNAVAILABLE` when somebody changed more of it than schemas. */
  async assertAsStarted(): Promise<void> {
    const { server } = await this.#do(printOf);
    if (server === this.#print?.server) return;
    throw new AtlasError("E_DEV_UNAVAILABLE", "the server of the dev database is not as it was started", {
      hint: "Run again.",
    });
  }

  /**
   * Returns the URL of the whole server, or of a new schema on it.
   *
   * @throws {AtlasError} `E_DEV_UNAVAILABLE` when no schema can have this name.
   */
  async open(
    schema: string | undefined,
    parameters: Readonly<Record<string, string>>,
  ): Promise<Secret<string>> {
    if (schema !== undefined) await this.#create(schema);
    if (this.#server === undefined) throw new TypeError("a member is opened after it is ready");
    return this.#server.urlOf(schema, parameters);
  }

  /**
   * Cleans up in the background after the last use: who takes it meanwhile waits for that before opening. What cannot
   * be cleaned is used no more.
   */
  giveBack(): void {
    if (--this.#uses > 0) return;
    this.#taken.clear();
    if (!this.isAlive) return;
    this.#isReady = this.#sweep().catch(() => false);
    void this.#isReady.then((is) => (this.#isRetired ||= !is));
  }

  async stop(): Promise<void> {
    this.#isRetired = true;
    this.#stopping.abort();
    await this.#started.catch(() => false);
    // The server first: what the session still waits for then fails.
    await this.#server?.[Symbol.asyncDispose]();
    await this.#admin?.[Symbol.asyncDispose]();
  }

  async #start(): Promise<boolean> {
    const server = await startMysql({ ...this.#options, signal: this.#stopping.signal });
    try {
      const admin = await openMysqlSession(server.socketPath);
      // Nobody else is to be waited for, and no schema is held by another.
      await admin.run("SET SESSION lock_wait_timeout = 5, foreign_key_checks = 0");
      // A server that crashes is replaced, and not started again.
      if (hasSwitchableLog(this.build)) await admin.run("ALTER INSTANCE DISABLE INNODB REDO_LOG");
      this.#accounts = await accountsOf(admin);
      this.#print = await printOf(admin);
      admin.unref();
      this.#admin = admin;
      this.#server = server;
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
    return true;
  }

  async #create(schema: string): Promise<void> {
    try {
      await this.#do((admin) => admin.run(`CREATE DATABASE ${quoted(schema)}`));
    } catch (error) {
      if (!this.isAlive) throw error;
      const { flavour, version } = this.build;
      const title = `${flavourTitles[flavour]} ${version}`;
      throw new AtlasError("E_DEV_UNAVAILABLE", `${title} makes no schema "${schema}" for the dev database`, {
        cause: error,
        details: { said: error instanceof Error ? error.message : String(error) },
        hint: "End the dev URL with another name, such as dev.",
      });
    }
  }

  async #sweep(): Promise<boolean> {
    return await this.#do(async (admin) => {
      await sweep(admin, this.#accounts);
      const { server, schemas } = await printOf(admin);
      return server === this.#print?.server && schemas === this.#print.schemas;
    });
  }

  /** One piece of work after the other; only while one runs, the session keeps this process alive. */
  async #do<T>(work: (admin: MysqlSession) => Promise<T>): Promise<T> {
    const admin = this.#admin;
    if (admin === undefined) throw new TypeError("a member works after it is ready");
    if (this.#pending++ === 0) admin.ref();
    const result = this.#queue.then(() => work(admin));
    this.#queue = result.catch(() => {});
    try {
      return await result;
    } finally {
      if (--this.#pending === 0) admin.unref();
    }
  }
}

/** Since MySQL 8.0.21. */
function hasSwitchableLog({ flavour, version }: ServerBuild): boolean {
  const [major = 0, minor = 0, patch = 0] = numbersOf(version);
  return flavour === "mysql" && (major > 8 || (major === 8 && (minor > 0 || patch >= 21)));
}

import { randomBytes } from "node:crypto";

import type { Secret } from "@atlas/core";

import type { ServerBuild } from "./builds.ts";
import { accountsOf, endSessionsOf, printOf, quoted, sweep } from "./print.ts";
import { startMysql, type MysqlServer } from "./server.ts";
import { openMysqlSession, type MysqlSession } from "./session.ts";

export interface MemberOptions {
  readonly build: ServerBuild;
  readonly cacheDir?: string | undefined;
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
}

/** One server of the pool: used by one for all its schemas, or by many with a schema each. */
export class PoolMember {
  readonly #options: MemberOptions;
  #server: MysqlServer | undefined;
  #admin: MysqlSession | undefined;
  #accounts: ReadonlySet<string> = new Set();
  #print = "";
  readonly #started: Promise<boolean>;
  /** Whether it is as new once it has come so far: started, or swept after its last use. */
  #isReady: Promise<boolean>;
  #uses = 0;
  #isWhole = false;
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

  /** @param bound - to a schema; others may have theirs on the server. */
  canTake(bound: boolean): boolean {
    return this.isAlive && !this.#isWhole && (bound || this.#uses === 0);
  }

  /** Counts from now on as used. Every call is followed by one of `giveBack`. */
  take(bound: boolean): void {
    this.#uses++;
    this.#isWhole = !bound;
  }

  /** @returns whether it can be used: `false` for a server that was not left clean. */
  async ready(): Promise<boolean> {
    return (await this.#isReady) && this.isAlive;
  }

  /** @returns the URL of the whole server, or of a new schema on it. */
  async open(
    bound: boolean,
    parameters: Readonly<Record<string, string>>,
  ): Promise<{ readonly url: Secret<string>; readonly schema: string | undefined }> {
    const schema = bound ? `dev_${randomBytes(8).toString("hex")}` : undefined;
    if (schema !== undefined) await this.#do((admin) => admin.run(`CREATE DATABASE ${quoted(schema)}`));
    if (this.#server === undefined) throw new TypeError("a member is opened after it is ready");
    return { url: this.#server.urlOf(schema, parameters), schema };
  }

  /**
   * Cleans up in the background; what cannot be cleaned is used no more. After the last use all is swept: who takes it
   * meanwhile waits for that before opening.
   */
  giveBack(schema: string | undefined): void {
    this.#uses--;
    this.#isWhole = false;
    if (!this.isAlive) return;
    const isClean = schema === undefined ? this.#isReady : this.#drop(schema);
    this.#isReady = this.#uses > 0 ? isClean : isClean.then(async (is) => is && (await this.#sweep()));
    this.#isReady = this.#isReady.catch(() => false);
    void this.#isReady.then((is) => (this.#isRetired ||= !is));
  }

  async stop(): Promise<void> {
    this.#isRetired = true;
    await this.#started.catch(() => false);
    // The server first: what the session still waits for then fails.
    await this.#server?.[Symbol.asyncDispose]();
    await this.#admin?.[Symbol.asyncDispose]();
  }

  async #start(): Promise<boolean> {
    const server = await startMysql(this.#options);
    try {
      const admin = await openMysqlSession(server.socketPath);
      // Nobody else is to be waited for, and no schema is held by another.
      await admin.run("SET SESSION lock_wait_timeout = 5, foreign_key_checks = 0");
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

  async #drop(schema: string): Promise<boolean> {
    await this.#do(async (admin) => {
      await endSessionsOf(admin, schema);
      await admin.run(`DROP DATABASE IF EXISTS ${quoted(schema)}`);
    });
    return true;
  }

  async #sweep(): Promise<boolean> {
    return await this.#do(async (admin) => {
      await sweep(admin, this.#accounts);
      return (await printOf(admin)) === this.#print;
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

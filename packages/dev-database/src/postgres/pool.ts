import { randomBytes } from "node:crypto";

import { AtlasError, throwIfCancelled, type Secret } from "@atlas/core";
import { Client } from "pg";

import { abortable } from "../abortable.ts";
import { createSchema } from "./create-schema.ts";
import { startPostgres, type PostgresServer } from "./server.ts";

declare module "pg" {
  // Documented and there since pg 8.6, missing in its types.
  interface Client {
    /** The session keeps this process alive, or no longer does. */
    ref(): void;
    unref(): void;
  }
}

export interface PoolOptions {
  readonly cacheDir?: string | undefined;
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** How long a server without uses is kept, in milliseconds. Default 30 000. */
  readonly idleMs?: number | undefined;
}

/** An empty database for one use. Disposing drops it, without waiting for that. */
export interface PooledDatabase extends AsyncDisposable {
  readonly url: Secret<string>;
  /** The server's version text, such as `16.14`. */
  readonly version: string;
}

/**
 * One PostgreSQL server for each major, started on first use and shared by all uses; each has a database of
 * its own. A server that crashed is replaced at the next use.
 */
export class PostgresPool implements AsyncDisposable {
  readonly #options: PoolOptions;
  readonly #members = new Map<number, Promise<PoolMember>>();
  #isDisposed = false;

  constructor(options: PoolOptions = {}) {
    this.#options = options;
  }

  /**
   * @param parameters - kept on the URL; a schema named by `search_path` is created.
   * @throws {AtlasError} `E_DEV_UNAVAILABLE`, or `E_CANCELLED` as soon as the signal is aborted.
   */
  async use(
    major: number,
    parameters: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ): Promise<PooledDatabase> {
    // A server that crashes meanwhile is replaced, but not forever.
    for (let attempt = 1; ; attempt++) {
      throwIfCancelled(signal);
      const member = await abortable(this.#member(major), signal);
      const database = member.use(parameters);
      const lastAttempt = attempt === 3;
      try {
        const result = await abortable(database, signal);
        if (member.isAlive || lastAttempt) return result;
      } catch (error) {
        // Nobody takes it any more, should it still come.
        void database.then((unwanted) => unwanted[Symbol.asyncDispose]()).catch(() => {});
        if (member.isAlive || lastAttempt || signal?.aborted) throw error;
      }
    }
  }

  /** Starts the server of a use that is likely to come. */
  prepare(major: number): void {
    this.#member(major).catch(() => {});
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    const members = [...this.#members.values()];
    this.#members.clear();
    await Promise.all(members.map(async (starting) => (await starting.catch(() => undefined))?.stop()));
  }

  async #member(major: number): Promise<PoolMember> {
    if (this.#isDisposed) throw new AtlasError("E_DEV_UNAVAILABLE", "the dev databases were closed already");
    const known = this.#members.get(major);
    if (known !== undefined) {
      const member = await known;
      if (member.isAlive) return member;
      // Of all who find it dead, the first puts a new one in its place.
      if (this.#members.get(major) === known) {
        this.#members.delete(major);
        void member.stop();
      }
      return await this.#member(major);
    }
    const starting = this.#start(major);
    this.#members.set(major, starting);
    starting.catch(() => this.#forget(major, starting));
    return await starting;
  }

  async #start(major: number): Promise<PoolMember> {
    const { cacheDir, env, idleMs = 30_000 } = this.#options;
    const server = await startPostgres({ major, cacheDir, env });
    const member = await PoolMember.open(server, major, idleMs);
    if (!this.#isDisposed) return member;
    await member.stop();
    throw new AtlasError("E_DEV_UNAVAILABLE", "the dev databases were closed already");
  }

  #forget(major: number, starting: Promise<PoolMember>): void {
    if (this.#members.get(major) === starting) this.#members.delete(major);
  }
}

/** One running server with the session that creates and drops databases on it. */
class PoolMember {
  readonly #server: PostgresServer;
  readonly #admin: Client;
  readonly #major: number;
  readonly #idleMs: number;
  #queue: Promise<unknown> = Promise.resolve();
  #pending = 0;
  #uses = 0;
  #isAlive = true;
  #idle: NodeJS.Timeout | undefined;

  static async open(server: PostgresServer, major: number, idleMs: number): Promise<PoolMember> {
    const admin = new Client({ connectionString: server.url.reveal(), application_name: "atlas" });
    try {
      await admin.connect();
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
    return new PoolMember(server, admin, major, idleMs);
  }

  private constructor(server: PostgresServer, admin: Client, major: number, idleMs: number) {
    this.#server = server;
    this.#admin = admin;
    this.#major = major;
    this.#idleMs = idleMs;
    admin.on("error", () => (this.#isAlive = false));
    admin.on("end", () => (this.#isAlive = false));
    admin.unref();
    this.#restWhenUnused();
  }

  get isAlive(): boolean {
    return this.#isAlive && this.#server.isRunning;
  }

  async use(parameters: Readonly<Record<string, string>>): Promise<PooledDatabase> {
    this.#uses++;
    clearTimeout(this.#idle);
    const name = `dev_${randomBytes(8).toString("hex")}`;
    const url = this.#server.urlOf(name, parameters);
    // Copying files beats writing the copy to the log, which is the default since PostgreSQL 15.
    const strategy = this.#major >= 15 ? " STRATEGY file_copy" : "";
    try {
      await this.#query(`CREATE DATABASE ${name} TEMPLATE template0${strategy}`);
      await createSchema(url, parameters["search_path"]);
    } catch (error) {
      this.#giveBack();
      throw error;
    }
    let isDropped = false;
    return {
      url,
      version: this.#server.version,
      [Symbol.asyncDispose]: async () => {
        if (isDropped) return;
        isDropped = true;
        // In the background: at worst it stays until its server ends.
        void this.#query(`DROP DATABASE ${name} WITH (FORCE)`).catch(() => {});
        this.#giveBack();
      },
    };
  }

  async stop(): Promise<void> {
    this.#isAlive = false;
    clearTimeout(this.#idle);
    const closed = this.#admin.end().catch(() => {});
    await this.#server[Symbol.asyncDispose]();
    await closed;
  }

  #giveBack(): void {
    this.#uses--;
    this.#restWhenUnused();
  }

  #restWhenUnused(): void {
    if (this.#uses > 0 || !this.#isAlive) return;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => void this.stop(), this.#idleMs).unref();
  }

  /** One statement after the other; only while one runs, the session keeps this process alive. */
  async #query(sql: string): Promise<void> {
    if (this.#pending++ === 0) this.#admin.ref();
    const result = this.#queue.then(() => this.#admin.query(sql));
    this.#queue = result.catch(() => {});
    try {
      await result;
    } finally {
      if (--this.#pending === 0) this.#admin.unref();
    }
  }
}

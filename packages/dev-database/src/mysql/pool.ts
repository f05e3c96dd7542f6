import { setTimeout as sleep } from "node:timers/promises";

import { AtlasError, throwIfCancelled, type Secret } from "@atlas/core";

import { abortable } from "../abortable.ts";
import { buildKey, type ServerBuild } from "./builds.ts";
import { PoolMember } from "./member.ts";

export interface PoolOptions {
  readonly cacheDir?: string | undefined;
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** How long a server without uses is kept, in milliseconds. Default 30 000. */
  readonly idleMs?: number | undefined;
  /** How many servers run at once as long as waiting helps: one takes 60 to 200 MB. Default 4. */
  readonly maxServers?: number | undefined;
  /** How long to wait for one of these, in milliseconds, before another is started after all. Default 15 000. */
  readonly patienceMs?: number | undefined;
}

/** An empty schema, or an empty server, for one use. Disposing gives it back, without waiting for it to be cleaned. */
export interface PooledDatabase extends AsyncDisposable {
  readonly url: Secret<string>;
}

export interface UseOptions {
  /** Its name, on a server that others use with other names; `undefined`: a server of its own. */
  readonly schema: string | undefined;
  /** Kept on the URL. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Whoever else uses the server must have changed nothing but schemas. Default: `false`, nobody looks. */
  readonly asStarted?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Servers of MySQL and MariaDB, started on first use. What these call a database is a schema of one server, and who is
 * bound to none sees all of them: so one server serves some who are bound, each to another name, or one who is not. Of
 * those that nobody uses one for each build is kept for a while.
 */
export class MysqlPool implements AsyncDisposable {
  readonly #options: PoolOptions;
  readonly #members = new Map<string, Set<PoolMember>>();
  #released = Promise.withResolvers<void>();
  #isDisposed = false;

  constructor(options: PoolOptions = {}) {
    this.#options = options;
  }

  /** @throws {AtlasError} `E_DEV_UNAVAILABLE`, or `E_CANCELLED` as soon as the signal is aborted. */
  async use(build: ServerBuild, options: UseOptions): Promise<PooledDatabase> {
    const { schema, signal } = options;
    // A server that crashes meanwhile is replaced, but not forever.
    for (let attempt = 1; ; attempt++) {
      throwIfCancelled(signal);
      const member = await this.#take(build, schema, signal);
      const opening = this.#open(member, options);
      try {
        const database = await abortable(opening, signal);
        if (database !== undefined) return database;
      } catch (error) {
        // Nobody takes it any more, should it still come.
        void opening.then((unwanted) => unwanted?.[Symbol.asyncDispose]()).catch(() => {});
        if (member.isAlive || attempt === 3 || signal?.aborted || isFinal(error)) throw error;
      }
    }
  }

  /** Starts a server for a use that is likely to come, unless there is one. */
  prepare(build: ServerBuild): void {
    const { maxServers = 4 } = this.#options;
    if (this.#isDisposed || this.#membersOf(build).size > 0 || !this.#makeRoom(maxServers)) return;
    const member = new PoolMember({ ...this.#options, build });
    this.#membersOf(build).add(member);
    this.#rest(member);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    const members = [...this.#members.values()].flatMap((set) => [...set]);
    this.#members.clear();
    await Promise.all(members.map((member) => member.stop()));
  }

  async #take(
    build: ServerBuild,
    schema: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<PoolMember> {
    const { maxServers = 4, patienceMs = 15_000 } = this.#options;
    // Whoever holds one may be the one who waits for another: so nobody waits forever.
    const deadline = Date.now() + patienceMs;
    for (;;) {
      if (this.#isDisposed)
        throw new AtlasError("E_DEV_UNAVAILABLE", "the dev databases were closed already");
      const known = this.#find(build, schema);
      const remainingMs = deadline - Date.now();
      if (known !== undefined || this.#makeRoom(maxServers) || remainingMs <= 0) {
        const member = known ?? new PoolMember({ ...this.#options, build });
        this.#membersOf(build).add(member);
        member.take(schema);
        return member;
      }
      const patience = new AbortController();
      const waited = sleep(remainingMs, undefined, { signal: patience.signal }).catch(() => {});
      await abortable(Promise.race([this.#released.promise, waited]), signal).finally(() => patience.abort());
    }
  }

  #find(build: ServerBuild, schema: string | undefined): PoolMember | undefined {
    const members = this.#membersOf(build);
    for (const member of members) if (!member.isAlive) this.#remove(build, member);
    // Shared ones first: an idle one may be wanted whole.
    const fitting = [...members].filter((member) => member.canTake(schema));
    return fitting.toSorted((a, b) => b.uses - a.uses)[0];
  }

  /** Whether one more server may run; one that nobody uses gives way. */
  #makeRoom(maxServers: number): boolean {
    const members = [...this.#members.values()].flatMap((set) => [...set]);
    if (members.length < maxServers) return true;
    const idle = members.find((member) => member.canTake(undefined));
    if (idle !== undefined) this.#remove(idle.build, idle);
    return idle !== undefined;
  }

  /** @returns `undefined` when the last user left the server in a state that could not be cleaned. */
  async #open(
    member: PoolMember,
    { schema, parameters, asStarted = false }: UseOptions,
  ): Promise<PooledDatabase | undefined> {
    const release = (): void => {
      member.giveBack();
      if (member.uses === 0) this.#rest(member);
      this.#released.resolve();
      this.#released = Promise.withResolvers();
    };
    try {
      if (!(await member.ready())) {
        release();
        return undefined;
      }
      if (asStarted) await member.assertAsStarted();
      const url = await member.open(schema, parameters);
      let isGiven = false;
      return {
        url,
        [Symbol.asyncDispose]: async () => {
          if (isGiven) return;
          isGiven = true;
          release();
        },
      };
    } catch (error) {
      release();
      throw error;
    }
  }

  /** Keeps one of those that nobody uses, for a while. */
  #rest(member: PoolMember): void {
    const { build } = member;
    const others = [...this.#membersOf(build)].filter(
      (other) => other !== member && other.canTake(undefined),
    );
    const { idleMs = 30_000 } = this.#options;
    if (others.length > 0) this.#remove(build, member);
    else
      setTimeout(() => {
        if (member.uses === 0) this.#remove(build, member);
      }, idleMs).unref();
  }

  #remove(build: ServerBuild, member: PoolMember): void {
    this.#membersOf(build).delete(member);
    void member.stop().catch(() => {});
  }

  #membersOf(build: ServerBuild): Set<PoolMember> {
    const known = this.#members.get(buildKey(build)) ?? new Set();
    this.#members.set(buildKey(build), known);
    return known;
  }
}

/** A server that does not start will not start the next time. */
function isFinal(error: unknown): boolean {
  return error instanceof AtlasError && error.code === "E_DEV_UNAVAILABLE";
}

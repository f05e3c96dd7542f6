import type { Driver } from "@atlas/core";
import { postgresServer, type TestDatabase } from "../databases.ts";
import { roundTrip, roundTripOfMany, type Unwritten } from "./round-trip.ts";

/** One database for all: what a test does there is rolled back. */
export class SharedServer {
  readonly #major: number;
  #database: TestDatabase | undefined;
  #driver: Promise<Driver> | undefined;

  constructor(major: number) {
    this.#major = major;
  }

  async use<T>(work: (driver: Driver) => Promise<T>): Promise<T> {
    this.#driver ??= this.#open();
    return work(await this.#driver);
  }

  async #open(): Promise<Driver> {
    this.#database = await postgresServer(this.#major).open();
    return this.#database.connect();
  }

  async close(): Promise<void> {
    await (await this.#driver)?.[Symbol.asyncDispose]();
    await this.#database?.[Symbol.asyncDispose]();
  }
}

/** Many schemas at once; where that fails, each by itself, so that the culprit is named. */
export class Batch {
  readonly #server: SharedServer;
  readonly #schemas: readonly (readonly [name: string, sql: string])[];
  #outcomes: Promise<ReadonlyMap<string, Unwritten | Error>> | undefined;

  constructor(server: SharedServer, schemas: readonly (readonly [name: string, sql: string])[]) {
    this.#server = server;
    this.#schemas = schemas;
  }

  async outcome(name: string): Promise<Unwritten> {
    this.#outcomes ??= this.#run();
    const outcome = (await this.#outcomes).get(name) ?? [];
    if (outcome instanceof Error) throw outcome;
    return outcome;
  }

  async #run(): Promise<ReadonlyMap<string, Unwritten | Error>> {
    try {
      const numbered = this.#schemas.map(([, sql], at) => [`s${at}`, sql] as const);
      const kinds = await this.#server.use((driver) => roundTripOfMany(driver, new Map(numbered)));
      return new Map(this.#schemas.map(([name], at) => [name, kinds.get(`s${at}`) ?? []]));
    } catch (error) {
      return this.#runEach(error instanceof Error ? error : new Error(String(error)));
    }
  }

  async #runEach(together: Error): Promise<ReadonlyMap<string, Unwritten | Error>> {
    const outcomes = new Map<string, Unwritten | Error>();
    for (const [name, sql] of this.#schemas) outcomes.set(name, await this.#runOne(sql));
    const isExplained = [...outcomes.values()].some((outcome) => outcome instanceof Error);
    // Each is well by itself, but not beside the others.
    return isExplained ? outcomes : new Map(this.#schemas.map(([name]) => [name, together]));
  }

  async #runOne(sql: string): Promise<Unwritten | Error> {
    try {
      return await this.#server.use((driver) => roundTrip(driver, sql));
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }
}

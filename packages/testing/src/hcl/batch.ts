import type { Driver } from "@atlas/core";
import { postgresServer, type TestDatabase } from "../databases.ts";
import { roundTrip, roundTripOfMany, type Unwritten } from "./round-trip.ts";
import type { VocabularyRecord } from "./vocabulary-record.ts";

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
    const server = postgresServer(this.#major);
    this.#database = await server.open();
    // The same questions are asked hundreds of times.
    return server.dialect.connect(this.#database.url, { keepPlans: true });
  }

  async close(): Promise<void> {
    await (await this.#driver)?.[Symbol.asyncDispose]();
    await this.#database?.[Symbol.asyncDispose]();
  }
}

type Named = readonly (readonly [name: string, sql: string])[];
type Outcomes = ReadonlyMap<string, Unwritten | Error>;

/** Many schemas at once; where that fails, in halves down to one, so that the culprit is named. */
export class Batch {
  readonly #server: SharedServer;
  readonly #schemas: Named;
  readonly #record: VocabularyRecord | undefined;
  #outcomes: Promise<Outcomes> | undefined;

  constructor(server: SharedServer, schemas: Named, record?: VocabularyRecord) {
    this.#server = server;
    this.#schemas = schemas;
    this.#record = record;
  }

  async outcome(name: string): Promise<Unwritten> {
    this.#outcomes ??= this.#run(this.#schemas);
    const outcome = (await this.#outcomes).get(name) ?? [];
    if (outcome instanceof Error) throw outcome;
    return outcome;
  }

  async #run(schemas: Named): Promise<Outcomes> {
    const [only, ...others] = schemas;
    if (only && others.length === 0) return new Map([[only[0], await this.#runOne(only[1])]]);
    try {
      const numbered = new Map(schemas.map(([, sql], at) => [`s${at}`, sql]));
      const kinds = await this.#server.use((driver) => roundTripOfMany(driver, numbered, this.#record));
      return new Map(schemas.map(([name], at) => [name, kinds.get(`s${at}`) ?? []]));
    } catch {
      // Also two that cannot be side by side: each is well by itself then.
      const middle = Math.ceil(schemas.length / 2);
      const first = await this.#run(schemas.slice(0, middle));
      return new Map([...first, ...(await this.#run(schemas.slice(middle)))]);
    }
  }

  async #runOne(sql: string): Promise<Unwritten | Error> {
    try {
      return await this.#server.use((driver) => roundTrip(driver, sql, this.#record));
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }
}

import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import type { Driver, State } from "@atlas/core";
import { printSteps } from "@atlas/engine";
import { isFor, readCases } from "../corpus/cases.ts";
import { closeServers, isSince, type MysqlTestServer, mysqlServers } from "../databases.ts";
import { rich } from "../mysql/kind-cases.ts";
import { thereAndBack } from "./mysql.ts";
import { samples } from "./mysql-samples.ts";
import { spellings } from "./mysql-spellings.ts";
import { VocabularyRecord } from "./vocabulary-record.ts";

/** Servers whose words are recorded: those that `npm test` provides. */
const recorded = ["mysql-9", "mariadb-10", "mariadb-11"];

/** One database for all schemas, emptied after each. */
class SharedDatabase {
  readonly #server: MysqlTestServer;
  readonly #stack = new AsyncDisposableStack();
  #driver: Promise<Driver> | undefined;

  constructor(server: MysqlTestServer) {
    this.#server = server;
  }

  driver(): Promise<Driver> {
    this.#driver ??= this.#open();
    return this.#driver;
  }

  async #open(): Promise<Driver> {
    const database = this.#stack.use(await this.#server.open());
    return this.#stack.use(await database.connect());
  }

  close(): Promise<void> {
    return this.#stack.disposeAsync();
  }
}

after(() => closeServers());

for (const server of mysqlServers())
  describe(`a schema in HCL on ${server.label}`, () => {
    const record = new VocabularyRecord();
    const shared = new SharedDatabase(server);
    after(() => shared.close());

    for (const [name, sql] of schemasFor(server))
      it(`says all of ${name}, as SQL does`, async () => {
        record.add(await thereAndBack(await shared.driver(), sql));
      });

    for (const { name, only, text, same } of spellings)
      if (only === undefined || only === server.flavour)
        it(`may spell ${name} in other ways`, async () => {
          const driver = await shared.driver();
          assert.deepEqual(createdBy(driver, text), createdBy(driver, same));
          record.add(text);
        });

    it("says all of a schema in a database for itself", async () => {
      await using database = await server.open({ bound: false });
      await using driver = await database.connect();
      const comment = server.flavour === "mariadb" ? "COMMENT 'the shop'" : "";
      const text = await thereAndBack(
        driver,
        `CREATE DATABASE s CHARSET latin1 ${comment}; CREATE TABLE s.t (a int);`,
      );
      record.add(text);
    });

    const series = `${server.flavour}-${server.major}`;
    if (recorded.includes(series)) it("uses the words that are recorded", () => record.check(series));
  });

/** Every schema of the corpus once, by name, beside those of our own: many cases share an end. */
function schemasFor(server: MysqlTestServer): ReadonlyMap<string, string> {
  const { flavour } = server;
  const own = samples.filter(({ only = flavour, since }) => only === flavour && isSince(server, since));
  const names = new Map([
    [rich(flavour), "all kinds together"],
    ...own.map(({ sql, name }) => [sql, name] as const),
  ]);
  for (const sample of readCases("mysql")) {
    const { name, direction, from, to } = sample;
    if (!isFor(sample, server) || direction !== "forward") continue;
    for (const [end, sql] of [
      ["from", from],
      ["to", to],
    ] as const)
      if (sql.trim() && !names.has(sql)) names.set(sql, `${name} (${end})`);
  }
  return new Map([...names].map(([sql, name]) => [name, sql]));
}

/** The statements that make what a text declares. */
function createdBy({ dialect }: Driver, text: string): readonly string[] {
  const { objects } = dialect.hcl.read([{ name: "schema.hcl", text }], { bound: true, variables: {} });
  const state: State = {
    dialect: dialect.name,
    version: "",
    scope: { bound: "main", schemas: [] },
    objects,
    unmanaged: [],
  };
  return printSteps(dialect, state, "").map(({ sql }) => sql);
}

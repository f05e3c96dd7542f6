import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { AtlasError, type SchemaObject } from "@atlas/core";
import { mysql } from "@atlas/dialect-mysql";
import { splitStatements } from "@atlas/sql";
import { closeServers, mysqlServers } from "../databases.ts";

after(() => closeServers());

const count = 210;

/** Each refers to the one before it, and some to one further back. */
const inOrder = Array.from({ length: count }, (_, at) => {
  const parents = at === 0 ? [] : [at - 1, ...(at % 7 === 0 ? [at >> 1] : [])];
  const keys = parents.map(
    (parent) => `, CONSTRAINT f_${at}_${parent} FOREIGN KEY (up) REFERENCES t${parent} (id)`,
  );
  return `CREATE TABLE t${at} (id varchar(20) PRIMARY KEY, up varchar(20), n int, UNIQUE KEY (n)${keys.join("")});`;
});

interface Outcome {
  readonly objects: readonly SchemaObject[];
  readonly error?: Pick<AtlasError, "code" | "message" | "place"> & { readonly index: unknown };
}

for (const { label, open } of mysqlServers())
  describe(`many tables on a dev server of ${label}`, () => {
    async function outcomeOf(texts: readonly string[], isOwn: boolean): Promise<Outcome> {
      await using database = await open();
      await using driver = await mysql.connect(database.url, { makesAccounts: isOwn });
      const statements = splitStatements(texts.join("\n"), "schema.sql", mysql.syntax);
      const error = await driver.runScript(statements).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      const { objects } = await driver.inspect({ schemas: [] });
      if (error === undefined) return { objects };
      if (!(error instanceof AtlasError)) throw error;
      const { code, message, place, details } = error;
      // The schema has another name each time.
      const own = message.replaceAll(String(driver.bound), "schema");
      return { objects, error: { code, message: own, place, index: details["index"] } };
    }

    async function assertAsInOrder(texts: readonly string[]): Promise<Outcome> {
      const [own, other] = [await outcomeOf(texts, true), await outcomeOf(texts, false)];
      assert.deepEqual(own, other);
      return own;
    }

    it("come out as they do one after the other, and so does what follows them", async () => {
      const { objects, error } = await assertAsInOrder([...inOrder, "CREATE VIEW v AS SELECT id FROM t209;"]);
      assert.equal(error, undefined);
      assert.equal(objects.filter(({ kind }) => kind === "table").length, count);
    });

    it("fail where they fail one after the other", async () => {
      const faults: Readonly<Record<number, string>> = {
        40: "CREATE TABLE t40 (id nosuch);",
        150: "CREATE TABLE t150 (id varchar(20) PRIMARY KEY, up int, FOREIGN KEY (up) REFERENCES t1 (id));",
        151: "CREATE TABLE t151 (id varchar(20) PRIMARY KEY, up varchar(20) COLLATE utf8mb4_bin, FOREIGN KEY (up) REFERENCES t1 (id));",
      };
      for (const [at, fault] of Object.entries(faults)) {
        const { error, objects } = await outcomeOf(inOrder.with(Number(at), fault), true);
        assert.equal(error?.index, Number(at));
        assert.equal(error.place?.line, Number(at) + 1);
        assert.equal(objects.filter(({ kind }) => kind === "table").length, Number(at));
      }
    });

    it("fail in what follows them at its place", async () => {
      const { error } = await assertAsInOrder([...inOrder, "CREATE VIEW v AS SELECT nothing FROM t209;"]);
      assert.equal(error?.index, count);
    });
  });

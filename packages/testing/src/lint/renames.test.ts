import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import type { Model } from "@atlas/core";
import { changesOf, type ModelChange } from "@atlas/lint";
import {
  closeServers,
  mysqlServers,
  postgresServer,
  sqliteServer,
  type TestDatabase,
  testMajors,
  type TestServer,
} from "../databases.ts";

after(closeServers);

interface RenameCase {
  readonly setup: string;
  /** By the statement: what it changes. */
  readonly says: Readonly<Record<string, readonly string[]>>;
}

/** What every family has: tables with indexes, keys and checks over what gets another name. */
const shared: RenameCase = {
  setup: `CREATE TABLE a (id int PRIMARY KEY, name varchar(20), age int, CHECK (age > 0));
    CREATE TABLE b (id int PRIMARY KEY, a_id int, CONSTRAINT b_a FOREIGN KEY (a_id) REFERENCES a (id));
    CREATE INDEX a_name ON a (name);
    CREATE VIEW v AS SELECT id FROM b`,
  says: {
    "ALTER TABLE a RENAME TO c": ["rename_table a c"],
    "ALTER TABLE a RENAME COLUMN name TO title": ["a: rename_column name title"],
    "ALTER TABLE a RENAME COLUMN id TO number": ["a: rename_column id number"],
  },
};

const postgres: RenameCase = {
  setup: `CREATE TYPE mood AS ENUM ('glad'); CREATE SCHEMA other; CREATE SCHEMA s; CREATE TABLE s.t (id int, m mood);
    CREATE TABLE a (id serial PRIMARY KEY, name text GENERATED ALWAYS AS (id::text) STORED, m mood,
      CONSTRAINT positive CHECK (id > 0)) WITH (fillfactor = 70);
    CREATE TABLE p (id int, at date, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
    CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
    CREATE TABLE b (a_id int CONSTRAINT b_a REFERENCES a);
    CREATE INDEX a_lower ON a (lower(name), (id + 1)) INCLUDE (m) WHERE id > 3;
    CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
    CREATE TRIGGER g BEFORE UPDATE OF name ON a FOR EACH ROW EXECUTE FUNCTION f();
    CREATE POLICY mine ON a USING (id > 0); GRANT SELECT ON a TO PUBLIC;
    CREATE VIEW v AS SELECT id AS x FROM a; CREATE STATISTICS st ON id, m FROM a`,
  says: {
    "ALTER TABLE a RENAME TO c": ["rename_table a c"],
    "ALTER TABLE IF EXISTS public.a SET SCHEMA other": ["rename_table a a"],
    "ALTER TABLE a RENAME id TO number": ["a: rename_column id number"],
    "ALTER TABLE a RENAME CONSTRAINT positive TO above": [],
    "ALTER TABLE a RENAME CONSTRAINT a_pkey TO a_key": [],
    "ALTER TABLE b RENAME CONSTRAINT b_a TO b_to_a": [],
    "ALTER INDEX a_lower RENAME TO a_small": ["a: rename_index a_lower a_small"],
    "ALTER TABLE a_lower RENAME TO a_small": ["a: rename_index a_lower a_small"],
    "ALTER TABLE p RENAME COLUMN at TO day": ["p: rename_column at day"],
    "ALTER TABLE p RENAME TO q": ["rename_table p q"],
    "ALTER TABLE p1 RENAME TO q1": ["rename_table p1 q1"],
    "ALTER TYPE mood RENAME TO feeling": ["modify_object mood feeling"],
    "ALTER VIEW v RENAME TO w": ["modify_object v w"],
    "ALTER FUNCTION f() RENAME TO h": ["modify_object f h"],
    "ALTER SCHEMA s RENAME TO r": ["modify_schema s r"],
  },
};

const mysql: RenameCase = {
  setup: shared.setup,
  says: {
    "RENAME TABLE a TO c": ["rename_table a c"],
    "RENAME TABLE a TO x, b TO a, x TO b": ["rename_table a b", "rename_table b a"],
    "ALTER TABLE a CHANGE name title varchar(20)": ["a: rename_column name title"],
    "ALTER TABLE a CHANGE name title varchar(30)": [
      "a: rename_column name title",
      "a: modify_column title title",
    ],
    "ALTER TABLE a RENAME KEY a_name TO by_name": ["a: rename_index a_name by_name"],
  },
};

const servers: readonly (readonly [TestServer, readonly RenameCase[]])[] = [
  ...testMajors([16]).map((major) => [postgresServer(major), [shared, postgres]] as const),
  [sqliteServer, [shared]],
  ...mysqlServers().map((server) => [server, [shared, mysql]] as const),
];

for (const [server, cases] of servers)
  describe(`on ${server.label} a rename is told by its statement:`, () => {
    for (const { setup, says } of cases)
      for (const [sql, wanted] of Object.entries(says))
        it(sql, async () => {
          await using database = await server.open();
          for (const statement of setup.split(";\n")) await database.raw(statement);
          const from = await modelOf(server, database);
          await database.raw(sql);
          const to = await modelOf(server, database);
          const changes = changesOf(from, to, sql, server.dialect.syntax);
          assert.deepEqual(changes.flatMap(told).filter(isNoEcho), wanted);
        });
  });

async function modelOf({ dialect }: TestServer, database: TestDatabase): Promise<Model> {
  await using driver = await database.connect();
  const model = dialect.model?.(await driver.inspect({ schemas: [] }));
  assert.ok(model);
  return model;
}

/** Texts of views and the like that follow the new name are changes of their own. */
function isNoEcho(text: string): boolean {
  const [kind, from, to] = text.split(" ");
  return kind !== "modify_object" || from !== to;
}

/** `rename_table a b`, `t: rename_column a b`. */
function told(change: ModelChange): readonly string[] {
  const names = (of: object): string =>
    ["part", "table", "schema", "object", "from", "to"]
      .flatMap((key) => {
        const value: unknown = Reflect.get(of, key);
        return typeof value === "object" && value !== null ? [String(Reflect.get(value, "name"))] : [];
      })
      .join(" ");
  return change.type === "modify_table"
    ? change.changes.map((inner) => `${change.to.name}: ${inner.type} ${names(inner)}`.trim())
    : [`${change.type} ${names(change)}`];
}

import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { defaultPolicy, type RenameHint } from "@atlas/core";
import { makePlan, settleRenames } from "@atlas/engine";
import { splitStatements } from "@atlas/sql";
import { closeServers, isSince, type MysqlTestServer, mysqlServers, type Since } from "../databases.ts";
import { runAsClaimed } from "./algorithm.ts";

after(() => closeServers());

const scope = { schemas: [] };

interface Case {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly hints: readonly RenameHint[];
  readonly plan: readonly RegExp[];
  readonly only?: MysqlTestServer["flavour"];
  readonly since?: Since;
}

const other = "CREATE TABLE r (id int PRIMARY KEY);";

const cases: readonly Case[] = [
  {
    name: "a table, with names that the server made of its own",
    from: `${other} CREATE TABLE a (id int PRIMARY KEY, n int, KEY n (n), CHECK (n < id), FOREIGN KEY (n) REFERENCES r (id)); CREATE TABLE z (n int, KEY n (n), CONSTRAINT f FOREIGN KEY (n) REFERENCES a (id));`,
    to: `${other} CREATE TABLE b (id int PRIMARY KEY, n int, KEY n (n), CHECK (n < id), FOREIGN KEY (n) REFERENCES r (id)); CREATE TABLE z (n int, KEY n (n), CONSTRAINT f FOREIGN KEY (n) REFERENCES b (id));`,
    hints: [{ kind: "table", name: "b", from: "a" }],
    plan: [/^RENAME TABLE `a` TO `b`$/],
  },
  {
    name: "a column with its keys",
    from: "CREATE TABLE t (id int PRIMARY KEY, a int, KEY i (a), UNIQUE KEY u (a, id));",
    to: "CREATE TABLE t (id int PRIMARY KEY, b int, KEY i (b), UNIQUE KEY u (b, id));",
    hints: [{ kind: "column", table: "t", name: "b", from: "a" }],
    plan: [/^ALTER TABLE `t` RENAME COLUMN `a` TO `b`$/],
  },
  {
    name: "a column that checks and computed columns speak of",
    from: "CREATE TABLE t (id int PRIMARY KEY, a int, v int AS (a + 1) VIRTUAL, s int AS (a + 2) STORED, CONSTRAINT c CHECK (a > 0 AND id > 0));",
    to: "CREATE TABLE t (id int PRIMARY KEY, b int, v int AS (b + 1) VIRTUAL, s int AS (b + 2) STORED, CONSTRAINT c CHECK (b > 0 AND id > 0));",
    hints: [{ kind: "column", table: "t", name: "b", from: "a" }],
    plan: [/RENAME COLUMN `a` TO `b`/],
  },
  {
    name: "a column of a functional index",
    from: "CREATE TABLE t (id int PRIMARY KEY, a int, KEY f ((a + 1)));",
    to: "CREATE TABLE t (id int PRIMARY KEY, b int, KEY f ((b + 1)));",
    hints: [{ kind: "column", table: "t", name: "b", from: "a" }],
    plan: [/RENAME COLUMN `a` TO `b`/],
    only: "mysql",
    since: { mysql: "8.0.13" },
  },
  {
    name: "a column that another table refers to",
    from: "CREATE TABLE t (a int PRIMARY KEY); CREATE TABLE z (a int, KEY a (a), CONSTRAINT f FOREIGN KEY (a) REFERENCES t (a));",
    to: "CREATE TABLE t (b int PRIMARY KEY); CREATE TABLE z (a int, KEY a (a), CONSTRAINT f FOREIGN KEY (a) REFERENCES t (b));",
    hints: [{ kind: "column", table: "t", name: "b", from: "a" }],
    plan: [/^ALTER TABLE `t` RENAME COLUMN `a` TO `b`$/],
  },
  {
    name: "a column with its check",
    from: "CREATE TABLE t (id int PRIMARY KEY, a int CHECK (a > 0));",
    to: "CREATE TABLE t (id int PRIMARY KEY, b int CHECK (b > 0));",
    hints: [{ kind: "column", table: "t", name: "b", from: "a" }],
    plan: [/^ALTER TABLE `t` CHANGE COLUMN `a` `b` int NULL CHECK \(`b` > 0\)$/],
    only: "mariadb",
  },
  {
    name: "a column of partitions",
    from: "CREATE TABLE t (id int, a int, PRIMARY KEY (id, a)) PARTITION BY RANGE (a) (PARTITION p VALUES LESS THAN (10));",
    to: "CREATE TABLE t (id int, b int, PRIMARY KEY (id, b)) PARTITION BY RANGE (b) (PARTITION p VALUES LESS THAN (10));",
    hints: [{ kind: "column", table: "t", name: "b", from: "a" }],
    plan: [/RENAME COLUMN `a` TO `b`/],
  },
  {
    name: "a column of subpartitions",
    from: "CREATE TABLE t (id int, a int, PRIMARY KEY (id, a)) PARTITION BY RANGE (id) SUBPARTITION BY KEY (a) SUBPARTITIONS 2 (PARTITION p VALUES LESS THAN (10));",
    to: "CREATE TABLE t (id int, b int, PRIMARY KEY (id, b)) PARTITION BY RANGE (id) SUBPARTITION BY KEY (b) SUBPARTITIONS 2 (PARTITION p VALUES LESS THAN (10));",
    hints: [{ kind: "column", table: "t", name: "b", from: "a" }],
    plan: [/RENAME COLUMN `a` TO `b`/],
  },
  {
    name: "a column of foreign keys of both sides that a check and a computed column speak of",
    from: "CREATE TABLE r (id int PRIMARY KEY); CREATE TABLE t (a int PRIMARY KEY, v int AS (a + 1), CONSTRAINT c CHECK (a > 0), CONSTRAINT g FOREIGN KEY (a) REFERENCES r (id)); CREATE TABLE z (a int, KEY a (a), CONSTRAINT f FOREIGN KEY (a) REFERENCES t (a) ON DELETE CASCADE);",
    to: "CREATE TABLE r (id int PRIMARY KEY); CREATE TABLE t (b int PRIMARY KEY, v int AS (b + 1), CONSTRAINT c CHECK (b > 0), CONSTRAINT g FOREIGN KEY (b) REFERENCES r (id)); CREATE TABLE z (a int, KEY a (a), CONSTRAINT f FOREIGN KEY (a) REFERENCES t (b) ON DELETE CASCADE);",
    hints: [{ kind: "column", table: "t", name: "b", from: "a" }],
    plan: [/RENAME COLUMN `a` TO `b`/],
  },
  {
    name: "an index",
    from: "CREATE TABLE t (id int PRIMARY KEY, a int, KEY i (a));",
    to: "CREATE TABLE t (id int PRIMARY KEY, a int, KEY j (a));",
    hints: [{ kind: "index", table: "t", name: "j", from: "i" }],
    plan: [/^ALTER TABLE `t` RENAME INDEX `i` TO `j`$/],
  },
];

/** Before MySQL 8.0 a column gets another name only along with its whole definition. */
function inNewWords(sql: string, server: MysqlTestServer): string {
  if (isSince(server, { mysql: "8.0.0" })) return sql;
  return sql.replace(/CHANGE COLUMN (`a`) (`b`) int (?:NOT )?NULL/, "RENAME COLUMN $1 TO $2");
}

/** Renames, then asks what is left to do; then takes it back. */
async function rename(server: MysqlTestServer, sample: Case): Promise<void> {
  await using one = await server.open();
  await using pattern = await server.open();
  await using driver = await one.connect();
  await using desired = await pattern.connect();
  const { dialect } = driver;
  await driver.runScript(splitStatements(sample.from, "from.sql", dialect.syntax));
  await desired.runScript(splitStatements(sample.to, "to.sql", dialect.syntax));
  const from = await driver.inspect(scope);
  const to = await desired.inspect(scope);
  const settled = await settleRenames(dialect, from, to, { policy: defaultPolicy, hints: sample.hints });
  assert.equal(settled.renames.length, 1, "the rename is taken");
  const { steps } = makePlan(dialect, from, to, {
    indent: "",
    policy: defaultPolicy,
    renames: settled.renames,
  });
  const complaints: string[] = [];
  for (const step of steps) complaints.push(...(await runAsClaimed(one, step, server)));
  const left = (state: typeof to, target: typeof to): readonly string[] =>
    makePlan(dialect, state, target, { indent: "", policy: defaultPolicy }).steps.map(({ sql }) => sql);
  assert.deepEqual(left(await driver.inspect(scope), to), []);
  assert.deepEqual(complaints, []);
  const text = steps.map(({ sql }) => sql).join("\n");
  for (const shape of sample.plan) assert.match(inNewWords(text, server), shape);
  for (const { undo } of steps.toReversed()) for (const sql of undo) await one.raw(sql);
  assert.deepEqual(left(await driver.inspect(scope), from), [], "it is taken back");
}

for (const server of mysqlServers())
  describe(`names of tables and their parts on ${server.label}`, () => {
    for (const sample of cases)
      if ((sample.only === undefined || sample.only === server.flavour) && isSince(server, sample.since))
        it(sample.name, async () => rename(server, sample));
  });

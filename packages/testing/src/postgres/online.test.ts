import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import type { Policy } from "@atlas/core";
import { closeServers, postgresServer, testMajors } from "../databases.ts";
import { assertFacts, lead, online, planFor } from "./online-run.ts";

after(closeServers);

const users = "CREATE TABLE users (id int PRIMARY KEY, email text, age int, team int);";
const seed = "INSERT INTO users SELECT n, 'u' || n, n, n % 3 FROM generate_series(1, 1000) n;";
const teams = "CREATE TABLE teams (id int PRIMARY KEY);";

for (const major of testMajors([16])) {
  const server = postgresServer(major);

  /** The statements from one text to another under a policy, each seen to do no more harm than it says. */
  const change = async (
    from: string,
    to: string,
    policy: Policy,
    check: (statements: readonly string[]) => void,
  ): Promise<void> => {
    await using one = await server.open();
    await one.raw(from);
    const statements = await lead(server, one, to, policy);
    check(statements);
    await using other = await server.open();
    await other.raw(from);
    await assertFacts(other, await planFor(server, other, to, policy));
  };

  describe(`online changes on ${server.label}`, { concurrency: 2 }, () => {
    it("build and drop indexes concurrently, those of new tables as ever", () =>
      change(
        `${users} CREATE INDEX old ON users (age); ${seed}`,
        `${users} CREATE INDEX fresh ON users (email); ${teams} CREATE INDEX teams_i ON teams (id);`,
        { skip: [], concurrentIndex: { create: true, drop: true } },
        (statements) =>
          assert.deepEqual(statements, [
            'DROP INDEX CONCURRENTLY "public"."old"',
            'CREATE INDEX CONCURRENTLY "fresh" ON "public"."users" ("email")',
            'CREATE TABLE "public"."teams" ("id" integer NOT NULL, PRIMARY KEY ("id"))',
            'CREATE INDEX "teams_i" ON "public"."teams" ("id")',
          ]),
      ));

    it("make a changed index anew in both ways that the policy names", () =>
      change(
        `${users} CREATE INDEX i ON users (age);`,
        `${users} CREATE INDEX i ON users (email);`,
        { skip: [], concurrentIndex: { create: true } },
        (statements) =>
          assert.deepEqual(statements, [
            'DROP INDEX "public"."i"',
            'CREATE INDEX CONCURRENTLY "i" ON "public"."users" ("email")',
          ]),
      ));

    it("add foreign keys and checks without a look at the rows, which is taken later", () =>
      change(
        `${users} ${teams} INSERT INTO teams VALUES (0), (1), (2); ${seed}`,
        `${teams} CREATE TABLE users (id int PRIMARY KEY, email text, age int CONSTRAINT grown CHECK (age > 0),
         team int CONSTRAINT in_team REFERENCES teams (id));`,
        online,
        (statements) =>
          assert.deepEqual(statements, [
            'ALTER TABLE "public"."users" ADD CONSTRAINT "grown" CHECK (age > 0) NOT VALID, ADD CONSTRAINT "in_team" FOREIGN KEY ("team") REFERENCES "public"."teams" ("id") ON UPDATE NO ACTION ON DELETE NO ACTION NOT VALID',
            'ALTER TABLE "public"."users" VALIDATE CONSTRAINT "grown"',
            'ALTER TABLE "public"."users" VALIDATE CONSTRAINT "in_team"',
          ]),
      ));

    it("make a column NOT NULL without reading it under the strongest lock", () =>
      change(
        `${users} ${seed}`,
        "CREATE TABLE users (id int PRIMARY KEY, email text, age int NOT NULL DEFAULT 1, team int);",
        online,
        (statements) =>
          assert.deepEqual(
            statements,
            major < 18
              ? [
                  'ALTER TABLE "public"."users" ALTER COLUMN "age" SET DEFAULT 1, ADD CONSTRAINT "users_age_not_null_check" CHECK ("age" IS NOT NULL) NOT VALID',
                  'ALTER TABLE "public"."users" VALIDATE CONSTRAINT "users_age_not_null_check"',
                  'ALTER TABLE "public"."users" ALTER COLUMN "age" SET NOT NULL',
                  'ALTER TABLE "public"."users" DROP CONSTRAINT "users_age_not_null_check"',
                ]
              : [
                  'ALTER TABLE "public"."users" ALTER COLUMN "age" SET DEFAULT 1, ADD CONSTRAINT "users_age_not_null" NOT NULL "age" NOT VALID',
                  'ALTER TABLE "public"."users" VALIDATE CONSTRAINT "users_age_not_null"',
                ],
          ),
      ));

    it("give a primary key and a unique constraint indexes that were built while others wrote", () =>
      change(
        "CREATE TABLE users (id int, email text, age int);",
        `CREATE TABLE users (id int PRIMARY KEY, email text, age int,
           CONSTRAINT one_mail UNIQUE (email) INCLUDE (age) WITH (fillfactor = 80) DEFERRABLE INITIALLY DEFERRED);
         COMMENT ON CONSTRAINT one_mail ON users IS 'one each'; COMMENT ON INDEX one_mail IS 'below';`,
        online,
        (statements) => {
          const text = statements.join("\n");
          assert.match(text, /CREATE UNIQUE INDEX CONCURRENTLY "users_pkey" ON "public"."users" \("id"\)/);
          assert.match(
            text,
            /CREATE UNIQUE INDEX CONCURRENTLY "one_mail" ON "public"."users" \("email"\) INCLUDE \("age"\) WITH/,
          );
          assert.match(
            text,
            /ADD CONSTRAINT "users_pkey" PRIMARY KEY USING INDEX "users_pkey", ADD CONSTRAINT "one_mail" UNIQUE USING INDEX "one_mail" DEFERRABLE INITIALLY DEFERRED/,
          );
          assert.ok(text.indexOf("NOT NULL") < text.indexOf("PRIMARY KEY"));
        },
      ));

    it("replace a unique constraint in one moment, with the foreign keys that stand on it", () =>
      change(
        `CREATE TABLE users (id int PRIMARY KEY, email text, CONSTRAINT one UNIQUE (email));
         CREATE TABLE posts (mail text CONSTRAINT by REFERENCES users (email));
         INSERT INTO users VALUES (1, 'a'); INSERT INTO posts VALUES ('a');`,
        `CREATE TABLE users (id int PRIMARY KEY, email text, CONSTRAINT one UNIQUE (email) INCLUDE (id));
         CREATE TABLE posts (mail text CONSTRAINT by REFERENCES users (email));`,
        online,
        (statements) => {
          const swap = statements.find((sql) => sql.includes("USING INDEX"));
          assert.equal(
            swap,
            'ALTER TABLE "public"."users" DROP CONSTRAINT "one", ADD CONSTRAINT "one" UNIQUE USING INDEX "users_email_key_new"',
          );
          assert.match(statements.at(-1) ?? "", /VALIDATE CONSTRAINT "by"/);
        },
      ));

    it("build the index of a partitioned table on its partitions", () =>
      change(
        partitioned(""),
        partitioned("CREATE UNIQUE INDEX i ON events (id, kind);"),
        online,
        (statements) =>
          assert.deepEqual(statements, [
            'CREATE UNIQUE INDEX "i" ON ONLY "public"."events" ("id", "kind")',
            'CREATE UNIQUE INDEX CONCURRENTLY "events_a_id_kind_idx" ON "public"."events_a" ("id", "kind")',
            'ALTER INDEX "public"."i" ATTACH PARTITION "public"."events_a_id_kind_idx"',
            'CREATE UNIQUE INDEX CONCURRENTLY "events_b_id_kind_idx" ON "public"."events_b" ("id", "kind")',
            'ALTER INDEX "public"."i" ATTACH PARTITION "public"."events_b_id_kind_idx"',
          ]),
      ));

    it("build it on partitions of partitions", () =>
      change(nested(""), nested("CREATE INDEX i ON events (id);"), online, (statements) =>
        assert.deepEqual(statements, [
          'CREATE INDEX "i" ON ONLY "public"."events" ("id")',
          'CREATE INDEX "events_a_id_idx" ON ONLY "public"."events_a" ("id")',
          'CREATE INDEX CONCURRENTLY "events_aa_id_idx" ON "public"."events_aa" ("id")',
          'ALTER INDEX "public"."events_a_id_idx" ATTACH PARTITION "public"."events_aa_id_idx"',
          'ALTER INDEX "public"."i" ATTACH PARTITION "public"."events_a_id_idx"',
        ]),
      ));

    it("stand around what is away for a while, so that one transaction holds that", () =>
      change(
        `CREATE TABLE t (a int, b int); CREATE INDEX old ON t (b); CREATE POLICY p ON t USING (a > 0);`,
        `CREATE TABLE t (a bigint, b int); CREATE INDEX fresh ON t (b); CREATE POLICY p ON t USING (a > 0);`,
        online,
        (statements) =>
          assert.deepEqual(
            statements.map((sql) => sql.split(" ", 2).join(" ")),
            ["DROP INDEX", "DROP POLICY", "ALTER TABLE", "CREATE POLICY", "CREATE INDEX"],
          ),
      ));

    it("make a column NOT NULL whose enum is made anew", () =>
      change(
        "CREATE TYPE mood AS ENUM ('ok', 'bad'); CREATE TABLE t (m mood); INSERT INTO t VALUES ('ok');",
        "CREATE TYPE mood AS ENUM ('ok', 'happy'); CREATE TABLE t (m mood NOT NULL);",
        online,
        (statements) => assert.match(statements.join("\n"), /TYPE "public"\."mood"[^]*VALIDATE CONSTRAINT/),
      ));

    it("say aloud what a partitioned table cannot do concurrently", async () => {
      await using target = await server.open();
      await target.raw(partitioned(""));
      const { steps } = await planFor(server, target, partitioned("CREATE INDEX i ON events (id);"), {
        skip: [],
        concurrentIndex: { create: true },
      });
      assert.equal(steps[0]?.sql, 'CREATE INDEX "i" ON "public"."events" ("id")');
      assert.match(steps[0]?.remarks?.join() ?? "", /no index is built concurrently on a partitioned table/);
    });

    it("bring columns, checks and keys to a partitioned table", () =>
      change(
        `${teams} INSERT INTO teams VALUES (1); ${partitioned("")}`,
        `${teams} ${partitioned("", "NOT NULL CONSTRAINT pos CHECK (id > 0) CONSTRAINT fk REFERENCES teams (id)")}`,
        online,
        (statements) => assert.match(statements.join("\n"), /VALIDATE CONSTRAINT "pos"/),
      ));

    it("let a constraint take over the index of its name under any policy", () =>
      change(
        `CREATE TABLE t (a int); CREATE UNIQUE INDEX u ON t (a); COMMENT ON INDEX u IS 'x';`,
        "CREATE TABLE t (a int, CONSTRAINT u UNIQUE (a));",
        { skip: [] },
        (statements) =>
          assert.deepEqual(statements, [
            'ALTER TABLE "public"."t" ADD CONSTRAINT "u" UNIQUE USING INDEX "u"',
            `COMMENT ON INDEX "public"."u" IS ''`,
          ]),
      ));

    it("heed the words that a policy asks for", async () => {
      await using target = await server.open();
      await target.raw("CREATE TABLE gone (a int); CREATE TABLE t (a int); INSERT INTO t VALUES (1);");
      const policy: Policy = {
        skip: [],
        addTable: { ifNotExists: true },
        addColumn: { ifNotExists: true },
        addIndex: { ifNotExists: true },
        dropTable: { ifExists: true, cascade: true },
        materialized: { withNoData: true },
      };
      const to = `CREATE TABLE t (a int, b int); CREATE INDEX i ON t (b); CREATE TABLE fresh (a int);
        CREATE MATERIALIZED VIEW m AS SELECT 1 AS a;`;
      assert.deepEqual(await lead(server, target, to, policy, [policy]), [
        'ALTER TABLE "public"."t" ADD COLUMN IF NOT EXISTS "b" integer NULL',
        'CREATE INDEX IF NOT EXISTS "i" ON "public"."t" ("b")',
        'CREATE TABLE IF NOT EXISTS "public"."fresh" ("a" integer NULL)',
        'CREATE MATERIALIZED VIEW "public"."m" ("a") AS SELECT 1 AS a WITH NO DATA',
        'DROP TABLE IF EXISTS "public"."gone" CASCADE',
      ]);
    });
  });
}

function partitioned(more: string, column = ""): string {
  return `CREATE TABLE events (id int ${column}, kind text) PARTITION BY LIST (kind);
    CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
    CREATE TABLE events_b PARTITION OF events FOR VALUES IN ('b'); ${more}`;
}

function nested(more: string): string {
  return `CREATE TABLE events (id int, kind text) PARTITION BY LIST (kind);
    CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a') PARTITION BY LIST (kind);
    CREATE TABLE events_aa PARTITION OF events_a FOR VALUES IN ('a'); ${more}`;
}

import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { AtlasError, type Driver, type Plan, type State } from "@atlas/core";
import { applyPlan, describeChanges, diffStates, makePlan } from "@atlas/engine";
import { splitStatements } from "@atlas/sql";
import { postgres } from "@atlas/dialect-postgres";
import { closeServers, postgresServer, type TestDatabase, testMajors } from "../databases.ts";

after(closeServers);

/** Two schemas, and rows that must outlive the way from the first to the second. */
interface Case {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly rows?: { readonly insert: string; readonly expect: readonly Readonly<Record<string, unknown>>[] };
  /** Of the way from the first to the second. */
  readonly plan?: (plan: Plan) => void;
}

const noRewrites = (plan: Plan): void =>
  assert.deepEqual(
    plan.steps.filter((step) => step.rewrites),
    [],
  );

const cases: readonly Case[] = [
  {
    name: "enum values are added in place, where they belong",
    from: "CREATE TYPE e AS ENUM ('a', 'c'); CREATE TABLE t (x e DEFAULT 'a');",
    to: "CREATE TYPE e AS ENUM ('z', 'a', 'b', 'c', 'd'); CREATE TABLE t (x e DEFAULT 'b');",
    rows: { insert: "INSERT INTO t VALUES ('a')", expect: [{ x: "a" }] },
    plan: noRewrites,
  },
  {
    name: "an enum value is removed and rows, arrays, defaults, checks, indexes and views stay",
    from: `CREATE TYPE e AS ENUM ('a', 'b', 'c');
      CREATE TABLE t (x e NOT NULL DEFAULT 'a', xs e[] DEFAULT '{a}', CONSTRAINT k CHECK (x <> 'c'));
      COMMENT ON CONSTRAINT k ON t IS 'kept'; CREATE INDEX i ON t (x) WHERE x = 'b';
      CREATE VIEW v AS SELECT x, 'b'::e AS y FROM t; CREATE VIEW w AS SELECT * FROM v; COMMENT ON TYPE e IS 'hi';`,
    to: `CREATE TYPE e AS ENUM ('c', 'b');
      CREATE TABLE t (x e NOT NULL DEFAULT 'b', xs e[], CONSTRAINT k CHECK (x <> 'c'));
      COMMENT ON CONSTRAINT k ON t IS 'kept'; CREATE INDEX i ON t (x) WHERE x = 'b';
      CREATE VIEW v AS SELECT x, 'b'::e AS y FROM t; CREATE VIEW w AS SELECT * FROM v; COMMENT ON TYPE e IS 'hi';`,
    rows: { insert: "INSERT INTO t VALUES ('b', '{b,c}')", expect: [{ x: "b", xs: "{b,c}" }] },
  },
  {
    name: "an enum goes with the columns that leave it",
    from: "CREATE TYPE e AS ENUM ('a', 'b'); CREATE TABLE t (id int, x e, y e);",
    to: "CREATE TABLE t (id int, x text);",
    rows: { insert: "INSERT INTO t VALUES (1, 'b', 'a')", expect: [{ id: 1, x: "b" }] },
  },
  {
    name: "a domain's default, nullability, checks and comments change in place",
    from: "CREATE DOMAIN d AS int DEFAULT 1 CHECK (VALUE > 0); CREATE TABLE t (x d);",
    to: `CREATE DOMAIN d AS int DEFAULT 2 NOT NULL CONSTRAINT d_check CHECK (VALUE > 1) CONSTRAINT k CHECK (VALUE < 99);
      ALTER DOMAIN d ADD CONSTRAINT later CHECK (VALUE <> 7) NOT VALID;
      COMMENT ON CONSTRAINT k ON DOMAIN d IS 'k'; COMMENT ON DOMAIN d IS 'dd'; CREATE TABLE t (x d);`,
    rows: { insert: "INSERT INTO t VALUES (5)", expect: [{ x: 5 }] },
    plan: (plan) => {
      noRewrites(plan);
      const scans = plan.steps.filter((step) => step.scans).map((step) => step.blocks);
      assert.deepEqual(scans, ["writes", "writes", "writes"]);
    },
  },
  {
    name: "a domain gets another base type and its columns keep their values",
    from: "CREATE DOMAIN d AS int; CREATE TABLE t (x d, y d[]);",
    to: `CREATE DOMAIN d AS text COLLATE "C" CHECK (VALUE <> ''); CREATE TABLE t (x d, y d[]);`,
  },
  {
    name: "a domain that holds less than before says whose values are cut",
    from: "CREATE DOMAIN d AS text; CREATE TABLE t (x d);",
    to: "CREATE DOMAIN d AS varchar(3); CREATE TABLE t (x d);",
    rows: { insert: "INSERT INTO t VALUES ('abcd')", expect: [{ x: "abc" }] },
    plan: (plan) =>
      assert.deepEqual(
        plan.steps.flatMap((step) => step.loses),
        ['column "public.t.x"'],
      ),
  },
  {
    name: "a composite attribute that holds less than before says whose values are rounded",
    from: "CREATE TYPE c AS (a numeric(9,4)); CREATE TABLE t (x c);",
    to: "CREATE TYPE c AS (a numeric(9,1)); CREATE TABLE t (x c);",
    rows: { insert: "INSERT INTO t VALUES (ROW(1.2345))", expect: [{ x: "(1.2)" }] },
    plan: (plan) =>
      assert.deepEqual(
        plan.steps.flatMap((step) => step.loses),
        ['column "public.t.x"'],
      ),
  },
  {
    name: "an enum is replaced under a foreign key, its comment, storage and statistics",
    from: `CREATE TYPE e AS ENUM ('a', 'b'); CREATE TABLE p (x e PRIMARY KEY); CREATE TABLE t (x e);
      ALTER TABLE t ADD CONSTRAINT k FOREIGN KEY (x) REFERENCES p DEFERRABLE; COMMENT ON CONSTRAINT k ON t IS 'kept';
      CREATE TABLE u (a e[]); ALTER TABLE u ALTER a SET STORAGE EXTERNAL, ALTER a SET STATISTICS 77;`,
    to: `CREATE TYPE e AS ENUM ('b'); CREATE TABLE p (x e PRIMARY KEY); CREATE TABLE t (x e);
      ALTER TABLE t ADD CONSTRAINT k FOREIGN KEY (x) REFERENCES p DEFERRABLE; COMMENT ON CONSTRAINT k ON t IS 'kept';
      CREATE TABLE u (a e[]); ALTER TABLE u ALTER a SET STORAGE EXTERNAL, ALTER a SET STATISTICS 77;`,
    rows: {
      insert: "WITH i AS (INSERT INTO p VALUES ('b')) INSERT INTO t VALUES ('b')",
      expect: [{ x: "b" }],
    },
    plan: (plan) => assert.ok(plan.steps.some((step) => step.comment.endsWith("fails where rows hold 'a'"))),
  },
  {
    name: "composite attributes are dropped and added in place, and what is lost is said",
    from: "CREATE TYPE c AS (a int, b text); CREATE TABLE t (x c);",
    to: "CREATE TYPE c AS (a int); COMMENT ON COLUMN c.a IS 'aa'; CREATE TABLE t (x c);",
    rows: { insert: "INSERT INTO t VALUES ((1, 'x'))", expect: [{ x: "(1)" }] },
    plan: (plan) =>
      assert.deepEqual(
        plan.steps.flatMap((step) => step.loses),
        ['attribute "b" of the values in column "public.t.x"'],
      ),
  },
  {
    name: "a composite attribute gets another type and the columns keep their values",
    from: "CREATE TYPE c AS (a int, b text); CREATE TABLE t (x c, y c[]);",
    to: "CREATE TYPE c AS (a bigint, b text); CREATE TABLE t (x c, y c[]);",
    rows: {
      insert: `INSERT INTO t VALUES ((1, 'x,"y'), ARRAY[(1, NULL)::c])`,
      expect: [{ x: '(1,"x,""y")', y: '{"(1,)"}' }],
    },
  },
  {
    name: "a range type that no column has is made anew",
    from: "CREATE TYPE r AS RANGE (SUBTYPE = int4); COMMENT ON TYPE r IS 'r';",
    to: "CREATE TYPE r AS RANGE (SUBTYPE = float8, SUBTYPE_DIFF = float8mi); COMMENT ON TYPE r IS 'r';",
  },
  {
    name: "a sequence changes its settings and its owner",
    from: "CREATE SEQUENCE s AS int; CREATE TABLE t (x int);",
    to: `CREATE SEQUENCE s AS bigint INCREMENT 5 MINVALUE -3 START 7 CACHE 2 CYCLE;
      CREATE TABLE t (x int DEFAULT nextval('s') + 1); ALTER SEQUENCE s OWNED BY t.x; COMMENT ON SEQUENCE s IS 'ss';`,
  },
  {
    name: "a sequence goes with the column that owns it",
    from: "CREATE SEQUENCE s; CREATE TABLE t (y int, x int DEFAULT nextval('s') + 1); ALTER SEQUENCE s OWNED BY t.x;",
    to: "CREATE TABLE t (y int);",
  },
  {
    name: "a view that only gains columns behind is replaced, not dropped",
    from: "CREATE TABLE t (a int, b int); CREATE VIEW v AS SELECT a FROM t; CREATE VIEW w AS SELECT a FROM v;",
    to: `CREATE TABLE t (a int, b int); CREATE VIEW v WITH (security_barrier) AS SELECT a, b FROM t WITH LOCAL CHECK OPTION;
      CREATE VIEW w AS SELECT a FROM v; COMMENT ON VIEW v IS 'c'; COMMENT ON COLUMN v.b IS 'bb';
      ALTER VIEW v ALTER COLUMN b SET DEFAULT 4;`,
    plan: (plan) =>
      assert.deepEqual(
        plan.steps.filter((step) => step.sql.startsWith("DROP")),
        [],
      ),
  },
  {
    name: "views are made again around a column whose type changes",
    from: "CREATE TABLE t (a int, b int); CREATE VIEW v AS SELECT a, b FROM t; CREATE VIEW w AS SELECT a FROM v; COMMENT ON VIEW w IS 'w';",
    to: "CREATE TABLE t (a bigint); CREATE VIEW v AS SELECT a FROM t; CREATE VIEW w AS SELECT a FROM v; COMMENT ON VIEW w IS 'w';",
    rows: { insert: "INSERT INTO t VALUES (1, 2)", expect: [{ a: "1" }] },
  },
  {
    name: "schemas come, go and are described",
    from: "CREATE SCHEMA a; CREATE TABLE a.u (x int);",
    to: "CREATE SCHEMA b; COMMENT ON SCHEMA b IS 'bb'; CREATE TYPE b.e AS ENUM ('x'); CREATE TABLE b.u (x b.e);",
  },
];

for (const major of testMajors([13, 16, 18])) {
  const server = postgresServer(major);
  describe(`${server.label}:`, () => {
    for (const each of cases) {
      it(each.name, () => runBothWays(each, () => server.open()));
    }

    it("a type that another type is made of is not replaced, and both are named", async () => {
      await using database = await server.open();
      await using driver = await database.connect();
      const to = await stateOf(driver, "CREATE TYPE e AS ENUM ('b'); CREATE DOMAIN d AS e;");
      const from = await stateOf(driver, "CREATE TYPE e AS ENUM ('a', 'b'); CREATE DOMAIN d AS e;");
      assert.throws(
        () => makePlan(postgres, from, to, { policy: { skip: [] }, indent: "" }),
        (error) =>
          error instanceof AtlasError &&
          error.code === "E_UNSUPPORTED_CHANGE" &&
          error.message.includes('enum "public.e"') &&
          error.message.includes('domain "public.d"'),
      );
    });

    it("what no kind models is listed by its kind and name, and no secret of it", async () => {
      await using database = await server.open();
      await using driver = await database.connect();
      const state = await stateOf(
        driver,
        `CREATE OPERATOR ### (LEFTARG = integer, RIGHTARG = integer, PROCEDURE = int4eq);
        CREATE OPERATOR FAMILY family USING btree;
        CREATE OPERATOR CLASS class FOR TYPE integer USING hash AS OPERATOR 1 =, FUNCTION 1 hashint4(integer);
        CREATE CAST (money AS json) WITH INOUT;
        CREATE CONVERSION recoding FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
        CREATE LANGUAGE speech HANDLER plpgsql_call_handler;
        CREATE ACCESS METHOD store TYPE TABLE HANDLER heap_tableam_handler;
        CREATE TRANSFORM FOR point LANGUAGE plpgsql (FROM SQL WITH FUNCTION prsd_lextype(internal));
        CREATE TYPE shell;
        CREATE SUBSCRIPTION news CONNECTION 'dbname=away password=seven-secrets' PUBLICATION p WITH (connect = false);
        CREATE TYPE made_with_its_own_cast AS RANGE (SUBTYPE = double precision);`,
      );
      assert.deepEqual(
        state.unmanaged.map(({ kind, name }) => `${kind} ${name}`),
        [
          "access method store",
          "cast (money AS json)",
          "conversion public.recoding",
          "language speech",
          "operator public.###(integer, integer)",
          "operator class public.class",
          "operator family public.class",
          "operator family public.family",
          "shell type public.shell",
          "subscription news",
          "transform point",
        ],
      );
      assert.doesNotMatch(JSON.stringify(state), /seven-secrets/);
    });
  });
}

async function runBothWays(each: Case, open: () => Promise<TestDatabase>): Promise<void> {
  await using database = await open();
  await using driver = await database.connect();
  const second = await stateOf(driver, each.to);
  const first = await stateOf(driver, each.from);
  if (each.rows) await driver.execute(each.rows.insert);

  const forth = await change(driver, first, second);
  each.plan?.(forth);
  if (each.rows) {
    const [columns] = [Object.keys(each.rows.expect[0] ?? {})];
    const [rows] = await database.raw(
      `SELECT ${columns.map((name) => (typeof each.rows?.expect[0]?.[name] === "number" ? name : `${name}::text`)).join(", ")} FROM t`,
    );
    assert.deepEqual(rows, each.rows.expect);
    await driver.execute("DELETE FROM t");
  }
  await change(driver, second, first).catch((error: unknown) => {
    // Not every way leads back: what is refused is refused by name, before anything is done.
    if (!(error instanceof AtlasError && error.code === "E_UNSUPPORTED_CHANGE")) throw error;
  });
}

async function change(driver: Driver, from: State, to: State): Promise<Plan> {
  const plan = makePlan(postgres, from, to, { policy: { skip: [] }, indent: "" });
  await applyPlan(driver, plan);
  const rest = diffStates(postgres, await driver.inspect({ schemas: [] }), to, { policy: { skip: [] } });
  assert.deepEqual(describeChanges(rest), []);
  return plan;
}

/** The state of a schema alone; it stays in the database. */
async function stateOf(driver: Driver, sql: string): Promise<State> {
  await driver.clean();
  await driver.runScript(splitStatements(sql, "schema.sql", postgres.syntax));
  return driver.inspect({ schemas: [] });
}

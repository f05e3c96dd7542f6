import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { splitStatements } from "@atlas/sql";
import { postgres } from "@atlas/dialect-postgres";
import { applyPlan, makePlan, normalize, provePlan } from "@atlas/engine";
import { isManaged, type Plan, type State } from "@atlas/core";
import { closeServers, postgresServer, type TestDatabase, testMajors } from "../databases.ts";

after(closeServers);

for (const major of testMajors([13, 16, 18])) {
  const server = postgresServer(major);

  /** Without what nobody manages unless a project says so. */
  const byDefault = (state: State): State => ({
    ...state,
    objects: state.objects.filter((object) => isManaged(object, {})),
  });

  /** Leads a database to a schema the whole way, proof included. */
  async function lead(target: TestDatabase, to: string): Promise<Plan> {
    await using driver = await target.connect();
    const from = byDefault(await driver.inspect({ schemas: [] }));
    await using dev = await server.open();
    await using other = await dev.connect();
    const scratch = { driver: other, isPrivate: false };
    const source = splitStatements(to, "to.sql", postgres.syntax);
    const desired = byDefault(await normalize(scratch, source, { schemas: [] }));
    const plan = makePlan(postgres, from, desired, { policy: { skip: [] }, indent: "" });
    const proof = await provePlan(postgres, plan, from, desired, scratch, { skip: [] });
    assert.deepEqual(proof, { proven: true });
    await applyPlan(driver, plan);
    return plan;
  }

  async function accessOf(target: TestDatabase): Promise<unknown> {
    const [rows] = await target.raw(
      `SELECT c.relname, pg_get_userbyid(c.relowner) AS owner,
         (SELECT array_agg(a::text ORDER BY a::text) FROM unnest(coalesce(c.relacl, acldefault('r', c.relowner))) a) AS acl,
         (SELECT array_agg(a.attname || a.attacl::text ORDER BY a.attname) FROM pg_attribute a
           WHERE a.attrelid = c.oid AND a.attacl IS NOT NULL AND NOT a.attisdropped) AS columns
       FROM pg_class c WHERE c.relkind IN ('v', 'r') AND c.relnamespace = 'public'::regnamespace ORDER BY 1`,
    );
    return rows;
  }

  describe(`${server.label}: privileges`, () => {
    it("of views that are made again around a column stay as they are", async () => {
      await using target = await server.open();
      await target.raw(`
        DROP ROLE IF EXISTS "po""wner"; DROP ROLE IF EXISTS reader; DROP ROLE IF EXISTS other;
        CREATE ROLE "po""wner"; CREATE ROLE reader; CREATE ROLE other; GRANT CREATE, USAGE ON SCHEMA public TO "po""wner";
        CREATE TABLE t (a int, b text); GRANT SELECT ON t TO "po""wner";
        CREATE VIEW plain AS SELECT a FROM t;
        CREATE VIEW owned AS SELECT a FROM t; ALTER VIEW owned OWNER TO "po""wner"; GRANT SELECT ON owned TO reader;
        CREATE VIEW many AS SELECT a, b FROM t; GRANT SELECT, UPDATE ON many TO reader WITH GRANT OPTION;
        GRANT SELECT ON many TO PUBLIC; GRANT UPDATE (b), INSERT (b) ON many TO other;
        CREATE VIEW fewer AS SELECT a FROM t; REVOKE TRIGGER ON fewer FROM CURRENT_USER;
        ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO other;
        CREATE VIEW by_default AS SELECT a FROM t;`);
      try {
        const before = await accessOf(target);
        const plan = await lead(
          target,
          `CREATE TABLE t (a bigint, b text); CREATE VIEW plain AS SELECT a FROM t; CREATE VIEW owned AS SELECT a FROM t;
           CREATE VIEW many AS SELECT a, b FROM t; CREATE VIEW fewer AS SELECT a FROM t;
           CREATE VIEW by_default AS SELECT a FROM t;`,
        );
        assert.equal(plan.steps.filter((step) => step.sql.startsWith("DROP VIEW")).length, 5);
        assert.deepEqual(await accessOf(target), before);
      } finally {
        await target.raw(`DROP OWNED BY "po""wner", reader, other; DROP ROLE "po""wner", reader, other;`);
      }
    });

    it("of types that are replaced stay as they are", async () => {
      await using target = await server.open();
      await target.raw(`DROP ROLE IF EXISTS reader; CREATE ROLE reader; GRANT CREATE, USAGE ON SCHEMA public TO reader;
        CREATE TYPE e AS ENUM ('a', 'b'); REVOKE USAGE ON TYPE e FROM PUBLIC; GRANT USAGE ON TYPE e TO reader;
        CREATE DOMAIN d AS int; ALTER DOMAIN d OWNER TO reader; CREATE TYPE c AS (a int); GRANT USAGE ON TYPE c TO reader;
        CREATE TABLE t (x e, y d, z c);`);
      const access = (): Promise<unknown> =>
        target.raw(`SELECT typname, pg_get_userbyid(typowner) AS owner,
            (SELECT array_agg(a::text ORDER BY a::text) FROM unnest(coalesce(typacl, acldefault('T', typowner))) a)
          FROM pg_type WHERE typname IN ('e', 'd', 'c') ORDER BY 1`);
      try {
        const before = await access();
        await lead(
          target,
          `CREATE TYPE e AS ENUM ('b'); CREATE DOMAIN d AS bigint; CREATE TYPE c AS (a bigint); CREATE TABLE t (x e, y d, z c);`,
        );
        assert.deepEqual(await access(), before);
      } finally {
        await target.raw("DROP OWNED BY reader CASCADE; DROP ROLE reader;");
      }
    });

    it("of a generated column that is dropped and added stay as they are", async () => {
      await using target = await server.open();
      await target.raw(`DROP ROLE IF EXISTS reader; CREATE ROLE reader;
        CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a + 1) STORED, c int); COMMENT ON COLUMN t.b IS 'kept';
        GRANT SELECT (b), REFERENCES (b), SELECT (c) ON t TO reader; GRANT SELECT (b) ON t TO PUBLIC;`);
      try {
        const before = await accessOf(target);
        await lead(
          target,
          `CREATE TABLE t (a bigint, b bigint GENERATED ALWAYS AS (a + 2) STORED, c int); COMMENT ON COLUMN t.b IS 'kept';`,
        );
        assert.deepEqual(await accessOf(target), before);
      } finally {
        await target.raw("DROP OWNED BY reader; DROP ROLE reader;");
      }
    });
  });
}

import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { type DatabaseUrl, type Driver, Secret, type State } from "@atlas/core";
import { closeServers, postgresServer, type TestDatabase, testMajors } from "../databases.ts";

after(closeServers);

for (const major of testMajors([13, 16, 18])) {
  const { label, dialect, open } = postgresServer(major);

  describe(`${label}, one schema of many:`, () => {
    it("is read the same through a connection that was on another schema before", async () => {
      await using database = await open();
      for (const schema of ["one", `"Other's"`, "third"]) await database.raw(tenantSql(schema));
      await using kept = await dialect.connect(boundTo(database, "one"), { keepPlans: true });
      let driver: Driver = kept;
      for (const schema of ["one", "Other's", "third", "one"]) {
        const moved = await driver.moveTo?.(boundTo(database, schema));
        assert.ok(moved, "the URLs differ in their schemas alone");
        driver = moved;
        await using fresh = await dialect.connect(boundTo(database, schema));
        const state = await stateOf(driver);
        assert.deepEqual(state, await stateOf(fresh));
        assert.equal(state.scope.bound, schema);
        assert.match(JSON.stringify(state), /'calm'::mood/);
        assert.doesNotMatch(JSON.stringify(state.objects), /one|Other|third/);
      }
    });

    it("is read the same as where it is most of its database", async () => {
      await using database = await open();
      await database.raw(tenantSql("one"));
      const filler = Array.from({ length: 260 }, (_, index) => `one.filler_${index}`);
      for (const name of filler) await database.raw(`CREATE TABLE ${name} (id int PRIMARY KEY)`);
      const wide = await inspected(database, "one");
      for (const name of filler) await database.raw(`DROP TABLE ${name}`);
      const narrow = await inspected(database, "one");
      const objects = wide.objects.filter(({ name }) => !name.startsWith("filler_"));
      assert.equal(wide.objects.length, objects.length + filler.length);
      assert.deepEqual({ ...wide, objects }, narrow);
    });

    it("keeps the plans of its connection while it is changed", async () => {
      await using database = await open();
      await database.raw(tenantSql("one"));
      await using driver = await dialect.connect(boundTo(database, "one"), { keepPlans: true });
      await stateOf(driver);
      await driver.begin();
      await driver.execute("ALTER TABLE people ADD COLUMN shade mood DEFAULT 'calm'");
      assert.match(JSON.stringify(await stateOf(driver)), /"shade"/);
      await driver.execute("CREATE TABLE found_by_path (id int)");
      await driver.commit();
      const rows = await database.raw("SELECT to_regclass('one.found_by_path') IS NOT NULL AS found");
      assert.deepEqual(rows, [[{ found: true }]]);
      assert.match(JSON.stringify(await stateOf(driver)), /found_by_path/);
    });

    it("makes plans with the reading from which on they are to be kept, moved or not", async () => {
      await using database = await open();
      for (const schema of ["one", "other"]) await database.raw(tenantSql(schema));
      await using kept = await dialect.connect(boundTo(database, "one"), { keepPlans: 3 });
      const plansOf = async (driver: Driver): Promise<unknown> =>
        (await driver.query?.("SELECT count(*) > 0 FROM pg_catalog.pg_prepared_statements", []))?.rows;
      const first = await stateOf(kept);
      const moved = await kept.moveTo?.(boundTo(database, "other"));
      assert.ok(moved, "the URLs differ in their schemas alone");
      await stateOf(moved);
      assert.deepEqual(await plansOf(moved), [[false]]);
      await stateOf(moved);
      assert.deepEqual(await plansOf(moved), [[true]]);
      const back = await moved.moveTo?.(boundTo(database, "one"));
      assert.ok(back, "the URLs differ in their schemas alone");
      assert.deepEqual(await stateOf(back), first);
    });

    it("is not moved to by a connection of another database or of all schemas", async () => {
      await using database = await open();
      await database.raw(tenantSql("one"));
      await using bound = await dialect.connect(boundTo(database, "one"));
      await using whole = await database.connect();
      const elsewhere = new URL(boundTo(database, "one").secret.reveal());
      elsewhere.pathname = "/postgres";
      assert.equal(await bound.moveTo?.(database.url), undefined);
      assert.equal(await bound.moveTo?.(dialect.parseUrl(new Secret(elsewhere.href))), undefined);
      assert.equal(await whole.moveTo?.(boundTo(database, "one")), undefined);
    });
  });

  describe(`${label}, the lock of one schema:`, () => {
    it("keeps out who works on the schema or on the database, and nobody else", async () => {
      await using database = await open();
      await database.raw("CREATE SCHEMA one; CREATE SCHEMA other");
      await using one = await dialect.connect(boundTo(database, "one"));
      await using same = await dialect.connect(boundTo(database, "one"));
      await using other = await dialect.connect(boundTo(database, "other"));
      await using whole = await database.connect();
      const options = { timeoutMs: 0, ofSchema: true };
      const held = await one.lock("tenants", options);
      await assert.rejects(same.lock("tenants", options), { code: "E_LOCK_TIMEOUT" });
      await assert.rejects(whole.lock("tenants", options), { code: "E_LOCK_TIMEOUT" });
      await assert.rejects(same.lock("tenants", { timeoutMs: 0 }), { code: "E_LOCK_TIMEOUT" });
      const beside = await other.lock("tenants", options);
      await held[Symbol.asyncDispose]();
      await assert.rejects(whole.lock("tenants", options), { code: "E_LOCK_TIMEOUT" });
      await beside[Symbol.asyncDispose]();
      await using _whole = await whole.lock("tenants", options);
      await assert.rejects(same.lock("tenants", options), { code: "E_LOCK_TIMEOUT" });
    });

    it("that was not had leaves nothing locked", async () => {
      await using database = await open();
      await database.raw("CREATE SCHEMA one");
      await using one = await dialect.connect(boundTo(database, "one"));
      await using same = await dialect.connect(boundTo(database, "one"));
      const held = await one.lock("tenants", { ofSchema: true });
      await assert.rejects(same.lock("tenants", { timeoutMs: 0, ofSchema: true }), {
        code: "E_LOCK_TIMEOUT",
      });
      await held[Symbol.asyncDispose]();
      await using whole = await database.connect();
      await using _whole = await whole.lock("tenants", { timeoutMs: 0 });
    });

    it("says who holds it", async () => {
      await using database = await open();
      await database.raw("CREATE SCHEMA one");
      const url = boundTo(database, "one");
      await using one = await dialect.connect(url, { applicationName: "first run" });
      await using same = await dialect.connect(url);
      await using _held = await one.lock("tenants", { ofSchema: true });
      const told: (string | undefined)[] = [];
      const waiting = same.lock("tenants", {
        timeoutMs: 50,
        ofSchema: true,
        onWait: (holder) => told.push(holder),
      });
      await assert.rejects(waiting, {
        code: "E_LOCK_TIMEOUT",
        hint: /^first run \(process \d+\) is changing/,
      });
      assert.match(told[0] ?? "", /^first run \(process \d+\)$/);
    });
  });

  function boundTo(database: TestDatabase, schema: string): DatabaseUrl {
    const url = new URL(database.url.secret.reveal());
    url.searchParams.set("search_path", schema);
    return dialect.parseUrl(new Secret(url.href));
  }

  async function inspected(database: TestDatabase, schema: string): Promise<State> {
    await using driver = await dialect.connect(boundTo(database, schema));
    return await stateOf(driver);
  }
}

function stateOf(driver: Driver): Promise<State> {
  return driver.inspect({ schemas: [] });
}

/** All kinds of texts that leave out the schemas of the search path. */
function tenantSql(schema: string): string {
  return `
    CREATE SCHEMA ${schema};
    SET search_path = ${schema};
    CREATE TYPE mood AS ENUM ('sad', 'calm');
    CREATE DOMAIN positive AS integer DEFAULT 1 CHECK (VALUE > 0);
    CREATE TYPE address AS (street text, feels mood);
    CREATE TYPE floats AS RANGE (subtype = float8);
    CREATE SEQUENCE numbers INCREMENT BY 5;
    CREATE FUNCTION weight(m mood, p positive DEFAULT 2) RETURNS integer LANGUAGE sql IMMUTABLE
      AS $$SELECT CASE m WHEN 'sad' THEN 1 ELSE 2 END * p$$;
    CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$;
    CREATE TABLE people (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      number int DEFAULT nextval('numbers'),
      feels mood NOT NULL DEFAULT 'calm',
      home address,
      many mood[] DEFAULT '{sad}',
      heavy integer GENERATED ALWAYS AS (weight('calm'::mood)) STORED,
      CONSTRAINT calm CHECK (feels <> 'sad'::mood)
    );
    CREATE TABLE orders (id serial PRIMARY KEY, person bigint REFERENCES people, spans floats);
    CREATE INDEX people_weight ON people (weight(feels)) WHERE feels = 'calm';
    CREATE VIEW calm AS SELECT id, feels FROM people WHERE feels = 'calm';
    CREATE MATERIALIZED VIEW counts AS SELECT feels, count(*) FROM people GROUP BY feels;
    CREATE TRIGGER stamp BEFORE INSERT ON people FOR EACH ROW WHEN (NEW.feels = 'calm') EXECUTE FUNCTION stamp();
    CREATE RULE quiet AS ON DELETE TO orders DO INSTEAD NOTHING;
    ALTER TABLE people ENABLE ROW LEVEL SECURITY;
    CREATE POLICY own ON people USING (feels = 'calm');
    CREATE STATISTICS both_columns (dependencies) ON number, feels FROM people;
    COMMENT ON TABLE people IS 'everybody';
    RESET search_path`;
}

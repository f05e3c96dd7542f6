import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  AtlasError,
  type Dialect,
  type Driver,
  harmless,
  type Plan,
  Secret,
  type State,
  type Step,
} from "@atlas/core";
import { createDevDatabases } from "@atlas/dev-database";
import { ApplyError, applyPlan, fingerprint, makePlan, normalize, printPlan } from "@atlas/engine";
import { splitStatements } from "@atlas/sql";
import { applySchema, type ApplyRequest } from "@atlas/workflows";
import type { TestDatabase } from "./databases.ts";

/** What a dialect's databases are opened with, and the little that cannot be said in the same SQL for all. */
export interface ConformanceOptions {
  /** An empty database of its own. */
  readonly open: () => Promise<TestDatabase>;
  /** Where desired states are read: `sqlite://dev?mode=memory`. */
  readonly devUrl: string;
  /** A statement that runs for a minute; absent where the driver runs inside this process and cannot be cut off. */
  readonly slowStatement?: string;
  /** A schema in this dialect's own words: as many kinds of objects as it has. */
  readonly richSchema: string;
}

/** The contract of a dialect and its driver, checked on real databases. Called inside a `describe`. */
export function testDialect(dialect: Dialect, options: ConformanceOptions): void {
  const { open } = options;

  describe("a state", () => {
    it("is the same again when it is printed, applied and read", async () => {
      await using original = await open();
      await using copy = await open();
      await original.raw(options.richSchema);
      await using reader = await original.connect();
      const state = await stateOf(reader);

      await using driver = await copy.connect();
      await applyPlan(driver, plan(dialect, await stateOf(driver), state));
      const again = await stateOf(driver);
      assert.deepEqual(sqlOf(plan(dialect, again, state)), []);
      assert.equal(fingerprint(again, dialect.kinds), fingerprint(state, dialect.kinds));
    });

    it("prints the same SQL as the copy that this SQL makes", async () => {
      await using original = await open();
      await using copy = await open();
      await original.raw(options.richSchema);
      await using reader = await original.connect();
      const printed = sqlOf(printPlan(dialect, withoutOwn(await stateOf(reader)), "  "));
      await using driver = await copy.connect();
      await driver.runScript(splitStatements(printed.join(";\n"), "printed.sql", dialect.syntax));
      assert.deepEqual(sqlOf(printPlan(dialect, withoutOwn(await stateOf(driver)), "  ")), printed);
    });

    it("survives JSON", async () => {
      await using database = await open();
      await database.raw(options.richSchema);
      await using driver = await database.connect();
      const state = await stateOf(driver);
      assert.deepEqual(JSON.parse(JSON.stringify(state)), state);
    });

    it("costs the same number of round trips whatever the number of tables", async () => {
      await using database = await open();
      await using driver = await database.connect();
      const trips = async (): Promise<number> => {
        const before = driver.roundTrips;
        await stateOf(driver);
        return driver.roundTrips - before;
      };
      await database.raw('CREATE TABLE "t0" ("id" integer)');
      const few = await trips();
      for (let index = 1; index < 30; index++)
        await database.raw(`CREATE TABLE "t${index}" ("id" integer PRIMARY KEY, "v" text)`);
      assert.equal(await trips(), few);
    });

    it("has an empty plan to one that was made in the same way", async () => {
      await using one = await open();
      await using other = await open();
      const states: State[] = [];
      for (const database of [one, other]) {
        await database.raw(options.richSchema);
        await using driver = await database.connect();
        states.push(await stateOf(driver));
      }
      const [left, right] = states;
      assert.ok(left && right);
      assert.deepEqual(sqlOf(plan(dialect, left, right)), []);
      assert.equal(fingerprint(left, dialect.kinds), fingerprint(right, dialect.kinds));
    });

    it("is read as a transaction sees it", async () => {
      await using database = await open();
      await using driver = await database.connect();
      await driver.begin();
      await driver.execute('CREATE TABLE "t" ("id" integer)');
      assert.deepEqual(tablesOf(await stateOf(driver)), ["t"]);
      await driver.rollback();
      assert.deepEqual(tablesOf(await stateOf(driver)), []);
    });
  });

  describe("names", () => {
    for (const name of hostileNames) {
      it(`may be ${JSON.stringify(name)}`, async () => {
        await using target = await open();
        await using dev = await open();
        await using scratch = await dev.connect();
        const source = splitStatements(tableNamed(name), "names.sql", dialect.syntax);
        const desired = await normalize({ driver: scratch, isPrivate: true }, source, { schemas: [] });

        await using driver = await target.connect();
        const empty = await stateOf(driver);
        await applyPlan(driver, plan(dialect, empty, desired));
        const made = await stateOf(driver);
        assert.deepEqual(sqlOf(plan(dialect, made, desired)), []);
        assert.deepEqual(tablesOf(made), [name, `${name.slice(0, 61)}_2`].toSorted());
        await applyPlan(driver, plan(dialect, made, empty));
        assert.deepEqual(tablesOf(await stateOf(driver)), []);
      });
    }
  });

  describe("the lock", () => {
    it("excludes a second session until it is let go", async () => {
      await using database = await open();
      await using one = await database.connect();
      await using other = await database.connect();
      const held = await one.lock("conformance", { timeoutMs: 0 });
      await assert.rejects(other.lock("conformance", { timeoutMs: 0 }), { code: "E_LOCK_TIMEOUT" });
      await held[Symbol.asyncDispose]();
      await using _taken = await other.lock("conformance", { timeoutMs: 0 });
    });

    it("waits as long as it may", async () => {
      await using database = await open();
      await using one = await database.connect();
      await using other = await database.connect();
      const held = await one.lock("conformance");
      let waits = 0;
      const waiting = other.lock("conformance", { timeoutMs: 10_000, onWait: () => waits++ });
      setTimeout(() => void held[Symbol.asyncDispose](), 100);
      await using _taken = await waiting;
      assert.equal(waits, 1);
    });

    it("of one name does not keep another name waiting", async () => {
      await using database = await open();
      await using one = await database.connect();
      await using other = await database.connect();
      await using _first = await one.lock("conformance", { timeoutMs: 0 });
      await using _second = await other.lock("another", { timeoutMs: 0 });
    });

    it("goes with the session that held it", async () => {
      await using database = await open();
      const one = await database.connect();
      await one.lock("conformance", { timeoutMs: 0 });
      await one[Symbol.asyncDispose]();
      await using other = await database.connect();
      await using _taken = await other.lock("conformance", { timeoutMs: 5_000 });
    });

    it("stops waiting when the work is cancelled", async () => {
      await using database = await open();
      await using one = await database.connect();
      await using other = await database.connect();
      await using _held = await one.lock("conformance", { timeoutMs: 0 });
      const signal = AbortSignal.timeout(100);
      await assert.rejects(other.lock("conformance", { timeoutMs: 60_000, signal }), { code: "E_CANCELLED" });
    });
  });

  describe("cancelling", () => {
    it("before a statement keeps it from running", async () => {
      await using database = await open();
      await using driver = await database.connect();
      const signal = AbortSignal.abort();
      await assert.rejects(driver.execute('CREATE TABLE "t" ("id" integer)', { signal }), {
        code: "E_CANCELLED",
      });
      assert.deepEqual(tablesOf(await stateOf(driver)), []);
    });

    const { slowStatement } = options;
    if (slowStatement !== undefined) {
      it("stops a statement that runs, and the connection lives on", async () => {
        await using database = await open();
        await using driver = await database.connect();
        const started = performance.now();
        const signal = AbortSignal.timeout(200);
        await assert.rejects(driver.execute(slowStatement, { signal }), { code: "E_CANCELLED" });
        assert.ok(performance.now() - started < 20_000, "the server was left to finish");
        assert.deepEqual(tablesOf(await stateOf(driver)), []);
      });

      it("a statement that takes too long says so", async () => {
        await using database = await open();
        await using driver = await database.connect();
        await assert.rejects(driver.execute(slowStatement, { statementTimeoutMs: 100 }), {
          code: "E_TIMEOUT",
        });
      });
    }

    it("a plan half-way leaves nothing of its transaction", async () => {
      await using database = await open();
      await using driver = await database.connect();
      const abort = new AbortController();
      const error = await failureOf(
        applyPlan(
          driver,
          planOf(dialect, ['CREATE TABLE "a" ("id" integer)', 'CREATE TABLE "b" ("id" integer)']),
          {
            signal: abort.signal,
            onStepEnd: () => abort.abort(),
          },
        ),
      );
      assert.equal(error.code, "E_CANCELLED");
      assert.deepEqual(statusesOf(error), ["not_applied", "not_applied"]);
      assert.deepEqual(tablesOf(await stateOf(driver)), []);
    });
  });

  describe("a statement that fails", () => {
    const steps = [
      'CREATE TABLE "a" ("id" integer)',
      'CREATE TABLE "kept" ("id" integer)',
      'CREATE TABLE "b" ("id" integer)',
    ];

    it("takes its transaction with it, and the report says so", async () => {
      await using database = await open();
      await database.raw('CREATE TABLE "kept" ("id" integer)');
      await using driver = await database.connect();
      const error = await failureOf(applyPlan(driver, planOf(dialect, steps)));
      assert.equal(error.report.error?.step, 1);
      assert.deepEqual(statusesOf(error), ["not_applied", "not_applied", "not_applied"]);
      assert.deepEqual(tablesOf(await stateOf(driver)), ["kept"]);
    });

    it("leaves what was done before it when every statement is by itself, and the report says so", async () => {
      await using database = await open();
      await database.raw('CREATE TABLE "kept" ("id" integer)');
      await using driver = await database.connect();
      const error = await failureOf(applyPlan(driver, planOf(dialect, steps), { oneByOne: true }));
      assert.deepEqual(statusesOf(error), ["applied", "not_applied", "not_applied"]);
      assert.deepEqual(tablesOf(await stateOf(driver)), ["a", "kept"]);
    });

    it("in a script is named with its place", async () => {
      await using database = await open();
      await using driver = await database.connect();
      const script = 'CREATE TABLE "a" ("id" integer);\n\n  CREATE TABLE "a" ("id" integer);\n';
      const error = await driver.runScript(splitStatements(script, "schema.sql", dialect.syntax)).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      assert.ok(error instanceof AtlasError);
      assert.equal(error.code, "E_SQL");
      assert.equal(error.place?.file, "schema.sql");
      assert.equal(error.place.line, 3);
      assert.equal(error.details["index"], 1);
    });
  });

  describe("applying a schema", () => {
    it("is refused when the database changed since the plan was made, and changes nothing", async () => {
      await using database = await open();
      await database.raw('CREATE TABLE "t" ("id" integer)');
      await using devDatabases = createDevDatabases();
      const deps = { dialects: [dialect], devDatabases, cacheDir: undefined };
      const drifting = applySchema(
        applyRequest(database, options.devUrl, 'CREATE TABLE "t" ("id" integer, "v" text)'),
        deps,
        async () => {
          await database.raw('CREATE TABLE "intruder" ("id" integer)');
          return { verdict: "approved" };
        },
        { signal: new AbortController().signal },
      );
      await assert.rejects(drifting, { code: "E_DRIFT" });
      await using driver = await database.connect();
      assert.deepEqual(tablesOf(await stateOf(driver)), ["intruder", "t"]);
    });

    it("finds nothing to do the second time", async () => {
      await using database = await open();
      await using devDatabases = createDevDatabases();
      const deps = { dialects: [dialect], devDatabases, cacheDir: undefined };
      const request = applyRequest(database, options.devUrl, options.richSchema);
      const outcomes: string[] = [];
      for (let round = 0; round < 2; round++) {
        const result = await applySchema(request, deps, async () => ({ verdict: "approved" }), {
          signal: new AbortController().signal,
        });
        outcomes.push(result.outcome);
      }
      assert.deepEqual(outcomes, ["applied", "synced"]);
    });
  });

  describe("a dev database", () => {
    it("is clean at first, dirty with anything in it, and clean again when it was cleaned", async () => {
      await using database = await open();
      await using driver = await database.connect();
      assert.equal(await driver.dirt(), undefined);
      await database.raw(options.richSchema);
      assert.match((await driver.dirt()) ?? "", /./);
      await driver.clean();
      assert.equal(await driver.dirt(), undefined);
    });
  });
}

/** What identifiers may hold, and what breaks those who forget to quote. */
const hostileNames: readonly string[] = [
  "select",
  "Order",
  "two words",
  "a.b",
  'double"quote',
  "single'quote",
  "back`tick",
  "back\\slash",
  "semi;colon",
  "dollar$$sign",
  "dash--comment",
  "/* comment */",
  "per%cent {brace} [bracket] (paren)",
  "größe",
  "表",
  "🙂",
  "new\nline",
  " leading and trailing ",
  "0123",
  "n".repeat(63),
];

/** A table and its columns, index, key and check, all of that name, and a second table that refers to it. */
function tableNamed(name: string): string {
  const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const short = name.slice(0, 58);
  const other = quote(`${name.slice(0, 61)}_2`);
  return `CREATE TABLE ${quote(name)} (
      ${quote(name)} integer NOT NULL, "v" text DEFAULT '${name.replaceAll("'", "''")}',
      CONSTRAINT ${quote(`${short}_pk`)} PRIMARY KEY (${quote(name)}),
      CONSTRAINT ${quote(`${short}_ck`)} CHECK (${quote(name)} > 0)
    );
    CREATE INDEX ${quote(`${short}_ix`)} ON ${quote(name)} (${quote(name)}, "v");
    CREATE TABLE ${other} ("id" integer,
      CONSTRAINT ${quote(`${short}_fk`)} FOREIGN KEY ("id") REFERENCES ${quote(name)} (${quote(name)}));`;
}

function stateOf(driver: Driver): Promise<State> {
  return driver.inspect({ schemas: [] });
}

function plan(dialect: Dialect, from: State, to: State): Plan {
  return makePlan(dialect, from, to, { policy: { skip: [] }, indent: "" });
}

function sqlOf(plan: Plan): readonly string[] {
  return plan.steps.map((step) => step.sql);
}

function tablesOf(state: State): readonly string[] {
  return state.objects
    .filter((object) => object.kind === "table")
    .map((object) => object.name)
    .toSorted();
}

/** Without the schema that an empty database already has. */
function withoutOwn(state: State): State {
  return {
    ...state,
    objects: state.objects.filter((object) => !(object.kind === "schema" && object.name === "public")),
  };
}

/** A plan of statements that nobody compared states for. */
function planOf(dialect: Dialect, statements: readonly string[]): Plan {
  const steps = statements.map((sql): Step => ({
    ...harmless,
    sql,
    comment: "run a statement",
    sources: [],
  }));
  return {
    formatVersion: 1,
    dialect: dialect.name,
    scope: { bound: null, schemas: [] },
    from: "",
    to: "",
    steps,
    skipped: [],
    unmanaged: [],
  };
}

async function failureOf(applying: Promise<unknown>): Promise<ApplyError> {
  const error = await applying.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof ApplyError, `it did not fail as it should: ${String(error)}`);
  return error;
}

function statusesOf(error: ApplyError): readonly string[] {
  return error.report.steps.map((step) => step.status);
}

function applyRequest(database: TestDatabase, devUrl: string, schema: string): ApplyRequest {
  return {
    url: database.url.secret,
    to: [{ type: "text", name: "schema.sql", text: schema }],
    devUrl: new Secret(devUrl),
    schemas: [],
    exclude: [],
    policy: { skip: [] },
    indent: "",
    txMode: "file",
    dryRun: false,
    lockTimeoutMs: 10_000,
  };
}

import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { defaultPolicy, type Driver, emptyState, type SchemaObject, Secret, type State } from "@atlas/core";
import { mysql } from "@atlas/dialect-mysql";
import { makePlan } from "@atlas/engine";
import { closeServers, isSince, mysqlServers, type TestDatabase } from "../databases.ts";
import { hasAllDefaults, tableSamples } from "./table-samples.ts";

after(() => closeServers());

const scope = { schemas: [] };

/** Servers differ in what a schema has where nothing is said. */
async function useUtf8(database: TestDatabase): Promise<void> {
  if (database.url.bound !== null) await database.raw("ALTER DATABASE CHARACTER SET utf8mb4");
}

async function made(database: TestDatabase, statements: readonly string[]): Promise<State> {
  await useUtf8(database);
  for (const sql of statements) await database.raw(sql);
  await using driver = await database.connect();
  return await driver.inspect(scope);
}

/** Runs what makes all of a state in an empty database, and reads it there. */
async function rebuilt(database: TestDatabase, to: State): Promise<State> {
  await useUtf8(database);
  await using driver = await database.connect();
  for (const sql of creation(driver, to)) await database.raw(sql);
  return await driver.inspect(scope);
}

function creation(driver: Driver, to: State): readonly string[] {
  const plan = makePlan(driver.dialect, emptyState(to), to, { indent: "  ", policy: defaultPolicy });
  return plan.steps.map(({ sql }) => sql);
}

function tableOf(state: State, name: string): Readonly<Record<string, unknown>> {
  const found = state.objects.find((object) => object.kind === "table" && object.name === name);
  assert.ok(found, `table ${name}`);
  return { ...found };
}

/** One part of a table, by its name. */
function part(state: State, table: string, kind: string, name: string): Readonly<Record<string, unknown>> {
  // Parts of a table are lists of objects with names.
  const parts = tableOf(state, table)[kind] as readonly { readonly name: string }[];
  const found = parts.find((each) => each.name === name);
  assert.ok(found, `${kind} ${name} of ${table}`);
  return { ...found };
}

for (const server of mysqlServers())
  describe(`tables of ${server.label}`, () => {
    const samples = tableSamples(server);
    const isMysql = server.flavour === "mysql";

    it("are all there again where they are made of what was read of them", async () => {
      await using database = await server.open();
      await using other = await server.open();
      const state = await made(database, samples);
      const again = await rebuilt(other, state);
      assert.deepEqual(again.objects, state.objects);
    });

    it("are all there again where they are made of what HCL says of them", async () => {
      await using database = await server.open();
      await using other = await server.open();
      const state = await made(database, samples);
      await using driver = await database.connect();
      const { hcl } = driver.dialect;
      const text = hcl.print(state);
      const read = hcl.read([{ name: "shop.hcl", text }], { bound: true, variables: {} });
      const declared: State = { ...state, objects: read.objects.filter(isNoSchema) };
      assert.equal(hcl.print(await rebuilt(other, declared), nameOf(state)), text);
    });

    const hasChecks = isSince(server, { mysql: "8.0.16" });
    if (hasAllDefaults(server))
      it("have the defaults that the catalog shows in part", async () => {
        await using database = await server.open();
        const state = await made(database, samples);
        const defaultOf = (name: string): unknown => part(state, "defaults", "columns", name)["default"];
        assert.deepEqual(defaultOf("f1"), { literal: "😀" });
        assert.deepEqual(defaultOf("o1"), { literal: "?" });
        assert.deepEqual(defaultOf("m1"), { literal: "0xFF00" });
        const shown = isMysql ? "(concat(_utf8mb4'日😀',_utf8mb4'x'))" : "(concat('日😀','x'))";
        assert.deepEqual(defaultOf("q1"), { sql: shown });
      });

    if (hasChecks)
      it("have the texts of their checks in whatever characters", async () => {
        await using database = await server.open();
        const state = await made(database, samples);
        const { expression } = part(state, "We`ird Table", "checks", "ck `x") as {
          readonly expression: string;
        };
        assert.match(expression, /é\\'b\\\\😀/);
      });

    it("refer to tables of other schemas by the schema's name", async () => {
      await using database = await server.open({ bound: false });
      const state = await made(database, [
        "CREATE DATABASE one",
        "CREATE DATABASE two",
        "CREATE TABLE one.t (id int primary key)",
        "CREATE TABLE two.t (id int primary key, foreign key (id) references one.t (id))",
      ]);
      const found = state.objects.find(({ schema, name }) => schema === "two" && name === "t");
      // A table has a list of foreign keys.
      const [key] = (found as unknown as { foreignKeys: readonly { references: unknown }[] }).foreignKeys;
      assert.deepEqual(key?.references, { schema: "one", name: "t", columns: ["id"] });
    });

    it("name what the model does not hold", async () => {
      await using database = await server.open();
      const state = await made(database, [
        "CREATE TABLE p (id int) partition by hash (id) (partition a, partition b max_rows=10)",
        "CREATE TABLE k (id int) partition by key algorithm=1 (id) partitions 2",
      ]);
      assert.deepEqual(
        state.unmanaged.map(({ kind, name, isTrait }) => ({ kind, name, isTrait })),
        [
          { kind: "table attribute", name: "ALGORITHM = 1 of KEY of k", isTrait: true },
          { kind: "table attribute", name: "MAX_ROWS of partition b of p", isTrait: true },
        ],
      );
    });

    it("name what the server does not let everybody see", async () => {
      await using database = await server.open();
      await made(database, ["CREATE TABLE t (id int, b varchar(4) default '?')"]);
      const schema = database.url.bound ?? "";
      const user = `w${schema}`.slice(0, 16);
      await database.raw(`CREATE USER ${user}@localhost`);
      try {
        await database.raw(`GRANT INSERT ON ${schema}.t TO ${user}@localhost`);
        const url = database.url.secret.reveal().replace(/\/\/[^@]*@/, `//${user}@`);
        await using driver = await mysql.connect(mysql.parseUrl(new Secret(url)));
        const { objects, unmanaged } = await driver.inspect(scope);
        assert.deepEqual(
          objects.map(({ name }) => name),
          ["t"],
        );
        assert.deepEqual(
          unmanaged.map(({ name }) => name),
          isMysql ? [] : ["default of column b of t"],
        );
      } finally {
        await database.raw(`DROP USER ${user}@localhost`);
      }
    });

    // To MySQL JSON is a type.
    if (!isMysql)
      it("are JSON only where nothing but JSON says so", async () => {
        await using database = await server.open();
        const state = await made(database, samples);
        const typeOf = (name: string): unknown => part(state, "json_columns", "columns", name)["type"];
        assert.deepEqual(["a", "b", "c", "d", "e", "f", "g"].map(typeOf), [
          "json",
          "json",
          "longtext",
          "longtext",
          "longtext",
          "longtext",
          "json",
        ]);
        const checks = tableOf(state, "json_columns")["checks"] as readonly { readonly name: string }[];
        assert.deepEqual(
          checks.map(({ name }) => name),
          ["c", "d", "e", "f", "h", "h2"],
        );
      });
  });

function isNoSchema({ kind }: SchemaObject): boolean {
  return kind !== "schema";
}

function nameOf({ scope: { bound } }: State): string | undefined {
  return bound ?? undefined;
}

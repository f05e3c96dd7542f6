import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { AtlasError, type Plan, Secret } from "@atlas/core";
import { createDevDatabases } from "@atlas/dev-database";
import { mysql } from "@atlas/dialect-mysql";
import { applySchema, type ApplyRequest, type ApplyResult } from "@atlas/workflows";
import { closeServers, mysqlServers, type TestDatabase } from "../databases.ts";

const devDatabases = createDevDatabases();
after(async () => {
  await closeServers();
  await devDatabases[Symbol.asyncDispose]();
});

/** The setting belongs to the files of a server: it is chosen when these are made. */
const lowered = { settings: { "lower-case-table-names": 1 } };

interface Applied {
  readonly outcome: ApplyResult["outcome"];
  readonly statements: readonly string[];
}

async function apply(target: TestDatabase, devUrl: string, text: string, name: string): Promise<Applied> {
  const request: ApplyRequest = {
    url: target.url.secret,
    to: [{ type: "text", name, text, ...(name.endsWith(".hcl") && { language: "hcl" as const }) }],
    devUrl: new Secret(devUrl),
    policy: { skip: [] },
    indent: "",
    txMode: "none",
    dryRun: false,
    lockTimeoutMs: 1_000,
    schemas: [],
    exclude: [],
  };
  let statements: readonly string[] = [];
  const agree = async ({ plan }: { readonly plan: Plan }) => {
    statements = plan.steps.map(({ sql }) => sql);
    return { verdict: "approved" } as const;
  };
  const deps = { dialects: [mysql], devDatabases, cacheDir: undefined };
  const { outcome } = await applySchema(request, deps, agree, { signal: new AbortController().signal });
  return { outcome, statements };
}

const tables = `CREATE TABLE Customers (Id int PRIMARY KEY, Name varchar(9));
  CREATE TABLE OrderLines (Id int PRIMARY KEY, Customer int, FOREIGN KEY (Customer) REFERENCES Customers (Id));
  CREATE VIEW Named AS SELECT o.Id, c.Name FROM OrderLines o JOIN CUSTOMERS c ON c.Id = o.Customer;
  CREATE TRIGGER Fill BEFORE INSERT ON Customers FOR EACH ROW SET NEW.Name = 'x';
`;

for (const server of mysqlServers())
  describe(`a target of ${server.label} that keeps names of tables in lower case`, () => {
    const devUrl = `docker://${server.flavour}/${server.build.version}/dev`;

    it("takes a schema in mixed case, keeps its rows and has nothing left to do", async () => {
      await using target = await server.open(lowered);
      const first = await apply(target, devUrl, tables, "schema.sql");
      assert.equal(first.outcome, "applied");
      await target.raw("INSERT INTO customers VALUES (1, 'a')");
      const second = await apply(target, devUrl, tables, "schema.sql");
      assert.equal(second.outcome, "synced");
      const third = await apply(
        target,
        devUrl,
        tables.replace("Customer int,", "Customer int, Amount int,").replace("varchar(9)", "varchar(20)"),
        "schema.sql",
      );
      assert.deepEqual(third.statements, [
        "ALTER TABLE `customers` MODIFY COLUMN `Name` varchar(20) NULL",
        "ALTER TABLE `orderlines` ADD COLUMN `Amount` int NULL",
      ]);
      const [[row] = []] = await target.raw("SELECT COUNT(*) AS n FROM customers");
      assert.deepEqual(row, { n: 1 });
    });

    it("takes a schema in HCL in mixed case", async () => {
      await using target = await server.open(lowered);
      const text = `schema "${target.url.bound}" {}
        table "Customers" {
          schema = schema.${target.url.bound}
          column "Id" {
            type = int
          }
        }
        `;
      assert.equal((await apply(target, devUrl, text, "schema.hcl")).outcome, "applied");
      assert.equal((await apply(target, devUrl, text, "schema.hcl")).outcome, "synced");
    });

    it("takes databases in mixed case, where it is managed as a whole", async () => {
      await using target = await server.open({ ...lowered, bound: false });
      const whole = `docker://${server.flavour}/${server.build.version}`;
      const text = "CREATE DATABASE Shop; CREATE TABLE Shop.Orders (Id int PRIMARY KEY);";
      assert.equal((await apply(target, whole, text, "schema.sql")).outcome, "applied");
      assert.equal((await apply(target, whole, text, "schema.sql")).outcome, "synced");
    });

    it("is not given the server of a target that keeps their case, nor that one its own", async () => {
      await using target = await server.open(lowered);
      await using other = await server.open();
      const text = "CREATE TABLE Plain (id int PRIMARY KEY);\n";
      for (const [to, dev, said] of [
        [target, other, "lower_case_table_names is 0 there and 1 on the target"],
        [other, target, "lower_case_table_names is 1 there and 0 on the target"],
      ] as const)
        await assert.rejects(apply(to, dev.url.secret.reveal(), text, "schema.sql"), (error) => {
          assert.ok(error instanceof AtlasError);
          assert.equal(error.code, "E_DEV_VERSION");
          assert.ok(error.message.includes(said), error.message);
          return true;
        });
      assert.equal((await apply(other, devUrl, text, "schema.sql")).outcome, "applied");
      const [[row] = []] = await other.raw("SHOW TABLES");
      assert.deepEqual(Object.values(row ?? {}), ["Plain"]);
    });
  });

import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import type { Model } from "@atlas/core";
import { mysql } from "@atlas/dialect-mysql";
import { closeServers, isSince, mysqlServers } from "../databases.ts";

after(closeServers);

for (const server of mysqlServers())
  describe(`the model of ${server.label}`, () => {
    async function modelOf(script: string): Promise<Model> {
      await using database = await server.open();
      await database.raw(script);
      await using driver = await database.connect();
      const model = mysql.model?.(await driver.inspect({ schemas: [] }));
      assert.ok(model);
      return model;
    }

    it("tells a table with all its parts", async () => {
      const { tables } = await modelOf(`
        CREATE TABLE u (id int PRIMARY KEY);
        CREATE TABLE t (
          id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
          kind enum('a','it''s') CHARACTER SET latin1 NOT NULL DEFAULT 'a',
          price decimal(10,2) NULL,
          twice int AS (price * 2) STORED,
          at timestamp NULL ON UPDATE CURRENT_TIMESTAMP,
          u int,
          body text,
          UNIQUE KEY one (u),
          FULLTEXT KEY words (body),
          KEY part (body(10)),
          CONSTRAINT fk FOREIGN KEY (u) REFERENCES u (id) ON DELETE SET NULL,
          CONSTRAINT positive CHECK (price > 0)
        ) ENGINE InnoDB CHARSET utf8mb4 ROW_FORMAT COMPRESSED COMMENT 'c';`);
      const table = tables.find(({ name }) => name === "t");
      assert.ok(table);
      const facts = table.columns.map(({ name, type, typeName, typeArguments, nullable, autoIncrement }) => [
        name,
        type,
        typeName,
        typeArguments.join(),
        nullable,
        autoIncrement,
      ]);
      assert.deepEqual(facts, [
        ["id", "bigint unsigned", "bigint", "", false, true],
        ["kind", "enum('a','it''s')", "enum", "a,it's", false, false],
        ["price", "decimal(10,2)", "decimal", "10,2", true, false],
        ["twice", "int", "int", "", true, false],
        ["at", "timestamp", "timestamp", "", true, false],
        ["u", "int", "int", "", true, false],
        ["body", "text", "text", "", true, false],
      ]);
      assert.equal(table.columns[1]?.default, `"a"`);
      assert.equal(table.columns[1].charset, "latin1");
      assert.equal(table.columns[3]?.generated?.stored, true);
      assert.match(String(table.columns[4]?.attributes["on_update"]), /current_timestamp/i);
      assert.deepEqual(
        table.indexes
          .map(({ name, unique, type, parts }) => [name, unique, type, parts[0]?.prefix])
          .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
        [
          ["one", true, undefined, undefined],
          ["part", false, undefined, 10],
          ["words", false, "fulltext", undefined],
        ],
      );
      assert.equal(table.primaryKey?.constraint, "primary_key");
      assert.deepEqual(
        table.foreignKeys.map(({ name, refTable, onDelete }) => [name, refTable, onDelete]),
        [["fk", "u", "SET NULL"]],
      );
      assert.deepEqual(
        table.checks.map(({ name, enforced }) => [name, enforced]),
        isSince(server, { mysql: "8.0.16" }) ? [["positive", true]] : [],
      );
      const { engine, charset, row_format: format, system_versioned: versioned } = table.attributes;
      assert.deepEqual(
        { engine, charset, format, versioned },
        {
          engine: "InnoDB",
          charset: "utf8mb4",
          format: "COMPRESSED",
          versioned: false,
        },
      );
    });

    it("tells how rows are spread apart from where", async () => {
      const { tables } = await modelOf(
        "CREATE TABLE t (id int PRIMARY KEY) PARTITION BY RANGE (id) (PARTITION a VALUES LESS THAN (5), PARTITION b VALUES LESS THAN MAXVALUE)",
      );
      assert.equal(tables[0]?.isPartitioned, true);
      assert.match(String(tables[0]?.attributes["partition_by"]), /^RANGE \(`?id`?\)$/);
      assert.equal(
        tables[0]?.attributes["partitions"],
        "PARTITION `a` VALUES LESS THAN (5), PARTITION `b` VALUES LESS THAN MAXVALUE",
      );
    });

    it("tells code with what it is made of", async () => {
      const { others } = await modelOf(`
        CREATE TABLE t (a int);
        CREATE SQL SECURITY INVOKER VIEW v AS SELECT a FROM t;
        CREATE FUNCTION f(x int) RETURNS varchar(20) DETERMINISTIC NO SQL RETURN x;
        CREATE TRIGGER r BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1;
        CREATE EVENT e ON SCHEDULE EVERY 1 DAY DISABLE DO DELETE FROM t;`);
      const find = (kind: string) => others.find((object) => object.kind === kind);
      assert.equal(find("view")?.attributes["security_invoker"], true);
      assert.deepEqual(
        find("view")?.columns?.map(({ name }) => name),
        ["a"],
      );
      assert.deepEqual(find("function")?.arguments, [{ name: "x", type: "int", mode: "IN" }]);
      assert.equal(find("function")?.attributes["data_access"], "NO SQL");
      assert.equal(find("function")?.attributes["return"], "varchar(20)");
      assert.equal(find("trigger")?.table, "t");
      assert.match(String(find("event")?.attributes["schedule"]), /^EVERY 1 DAY/);
    });
  });

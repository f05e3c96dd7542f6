import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { refuseForeignWords, unwrapped } from "./script-words.ts";

const check = (text: string): void => refuseForeignWords({ text, file: "schema.sql", line: 1, column: 1 }, 0);

describe("a statement of a schema file", () => {
  it("may say what it wants of its schema and its session", () => {
    for (const text of [
      "CREATE TABLE `user` (`global` int COMMENT 'set global x')",
      "SET @global = 1, @@session.sql_mode = ''",
      "SET @x = 'a, GLOBAL b'",
      "/*!50003 CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET NEW.x = 1 */",
      "CREATE FUNCTION f() RETURNS int RETURN 1",
      "DROP TABLE kill_list",
    ])
      assert.doesNotThrow(() => check(text), text);
  });

  it("is refused when it is about the server", () => {
    for (const text of [
      "create  user jo",
      "GRANT SELECT ON *.* TO jo",
      "SET PERSIST max_connections = 1",
      "SET @x = 'a', @@global.max_connections = 1",
      "/*M!100616 SET GLOBAL x = 1 */",
      "CREATE FUNCTION f RETURNS int SONAME 'f.so'",
      "CREATE TABLESPACE ts ADD DATAFILE 'ts.ibd'",
      "KILL 7",
      "START REPLICA",
    ])
      assert.throws(() => check(text), { code: "E_SQL" }, text);
  });

  it("is refused when it is for a client", () => {
    for (const text of ["\\. other.sql", "source other.sql", "DELIMITER //"])
      assert.throws(() => check(text), /of the mysql client/, text);
  });

  it("may stand in a comment for some servers", () => {
    assert.equal(unwrapped("/*!50003 CREATE TABLE t */"), "CREATE TABLE t */");
    assert.equal(unwrapped("/*M! SET x = 1 */"), "SET x = 1 */");
    assert.equal(unwrapped("/* a comment */ SELECT 1"), "/* a comment */ SELECT 1");
  });
});

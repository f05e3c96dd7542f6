import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Greeting, greetingOf, greetingStatements, restoreSettings } from "./greeting.ts";

const row = {
  version: "8.4.3",
  thread_id: "7",
  instance: "here/3306",
  largest_packet: "1048576",
  tables_wait: "86400",
  rows_wait: "50",
  charset: "utf8mb4",
  collation: "utf8mb4_0900_ai_ci",
  engine: "InnoDB",
  lower_case: "1",
  database_collation: null,
  sql_mode: "STRICT_TRANS_TABLES",
  foreign_key_checks: "1",
};

const greetingFrom = (version: string): Greeting => greetingOf({ ...row, version });

describe("the greeting of a server", () => {
  it("says what the server has where nothing else is said", () => {
    assert.partialDeepStrictEqual(greetingOf(row), {
      server: { flavour: "mysql", version: [8, 4, 3] },
      threadId: "7",
      largestPacketBytes: 1_048_576,
      lockWait: { tables: 86_400, rows: 50 },
      databaseCollation: null,
      defaults: { charset: "utf8mb4", engine: "InnoDB", lowerCaseTableNames: 1 },
    });
  });

  it("is refused from servers that are too old, with what they are called", () => {
    for (const version of ["5.6.51", "10.2.44-MariaDB", "5.5.5-10.11.9-MariaDB", "8.0.11-TiDB-v7.5.0"])
      assert.doesNotThrow(() => greetingFrom(version), version);
    assert.throws(() => greetingFrom("5.5.62-log"), {
      code: "E_CONNECT",
      message: "mysql: unsupported version: MySQL 5.5.62",
    });
    assert.throws(() => greetingFrom("10.1.48-MariaDB"), {
      code: "E_CONNECT",
      message: "mysql: unsupported version: MariaDB 10.1.48",
    });
  });

  it("is asked for in Unicode, and after the variables that the URL sets", () => {
    const statements = greetingStatements({
      host: "h",
      port: 3306,
      tlsMode: "preferred",
      cleartextPassword: false,
      variables: { sql_mode: "ANSI'", lock_wait_timeout: "5" },
      collation: "utf8mb4_bin",
    });
    assert.deepEqual(statements.slice(0, 2), [
      "SET NAMES utf8mb4 COLLATE 'utf8mb4_bin'",
      "SET SESSION autocommit = 1, SESSION sql_mode = 'ANSI''', SESSION lock_wait_timeout = 5",
    ]);
  });

  it("tells how to put the session back", () => {
    assert.match(
      restoreSettings(greetingOf(row)),
      /^SET SESSION sql_mode = 'STRICT_TRANS_TABLES', SESSION foreign_key_checks = 1, /,
    );
  });
});

describe("the sql_mode of a session", () => {
  it("is that of the server but for what changes how a text is read", () => {
    const mode = "REAL_AS_FLOAT,PIPES_AS_CONCAT,ANSI_QUOTES,IGNORE_SPACE,ANSI,STRICT_TRANS_TABLES";
    const { settings, userMode } = greetingOf({ ...row, sql_mode: mode });
    assert.equal(settings["sql_mode"], "REAL_AS_FLOAT,STRICT_TRANS_TABLES");
    assert.equal(userMode, mode);
  });
});

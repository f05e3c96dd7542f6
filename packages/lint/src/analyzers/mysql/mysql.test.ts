import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ModelColumn, ModelTable } from "@atlas/core";
import { analyzeFile } from "../../analyze.ts";
import type { LintFile } from "../../analyzer.ts";
import { analyzers } from "../../analyzers.ts";
import { noAnalysisSettings } from "../../settings.ts";
import { mysqlSyntax } from "../../statements/samples.ts";
import { column, lintFile, model, table } from "../../testing/models.ts";

interface Server {
  readonly family: string;
  readonly version: string;
}

const mysql: Server = { family: "mysql", version: "8.4.2" };
const mariadb: Server = { family: "mariadb", version: "11.4.2-MariaDB" };

function findings(file: LintFile, server: Server): readonly string[] {
  const report = analyzeFile(file, analyzers, noAnalysisSettings, {
    dialect: "mysql",
    ...server,
    syntax: mysqlSyntax,
  });
  return (report?.reports ?? []).flatMap(({ diagnostics }) =>
    diagnostics.map(({ code, text }) => `${code} ${text}`),
  );
}

/** A NOT NULL column without default. */
function filled(type: string, typeName = type, typeArguments: readonly string[] = []): ModelColumn {
  return column("c", { type, typeName, typeArguments });
}

function adding(added: ModelColumn, later: readonly string[] = [], before = [column("id")]): LintFile {
  const to = model([table("t", [...before, added])]);
  return lintFile(model([table("t", before)]), [
    { text: "ALTER TABLE t ADD c …", to },
    ...later.map((text) => ({ text, to })),
  ]);
}

const implicit = (type: string, value: string): string =>
  `MY101 Adding a non-nullable "${type}" column "c" on table "t" without a default value implicitly sets existing rows with ${value}`;
const refused = (type: string): string =>
  `MF103 Adding a non-nullable "${type}" column "c" will fail in case table "t" is not empty`;

describe("a NOT NULL column without default on MySQL and MariaDB", () => {
  const cases: readonly (readonly [ModelColumn, string | undefined, string | undefined])[] = [
    [filled("int"), implicit("int", "0"), implicit("int", "0")],
    [
      filled("decimal(10,2)", "decimal", ["10", "2"]),
      implicit("decimal(10,2)", "0"),
      implicit("decimal(10,2)", "0"),
    ],
    [filled("varchar(255)", "varchar", ["255"]), implicit("varchar", '""'), implicit("varchar", '""')],
    [filled("text"), undefined, implicit("text", '""')],
    [filled("json"), undefined, implicit("json", '""')],
    [filled("enum('a','b')", "enum", ["a", "b"]), implicit("enum", '"a"'), implicit("enum", '"a"')],
    [filled("set('a')", "set", ["a"]), implicit("set", '""'), implicit("set", '""')],
    [filled("date"), refused("date"), implicit("date", "00:00:00")],
    [filled("datetime(3)", "datetime", ["3"]), refused("datetime"), implicit("datetime", "00:00:00")],
    [filled("year"), implicit("year", "0000"), implicit("year", "0000")],
    [filled("time"), implicit("time", "00:00:00"), implicit("time", "00:00:00")],
    [
      filled("timestamp"),
      implicit("timestamp", "0000-00-00 00:00:00"),
      implicit("timestamp", "CURRENT_TIMESTAMP"),
    ],
    [filled("point"), refused("point"), implicit("point", '""')],
  ];
  for (const [added, onMysql, onMariadb] of cases)
    it(`says what a ${added.type} is filled with`, () => {
      const expected = (text: string | undefined): readonly string[] => (text === undefined ? [] : [text]);
      assert.deepEqual(findings(adding(added), mysql), expected(onMysql));
      assert.deepEqual(findings(adding(added), mariadb), expected(onMariadb));
    });

  it("tells the present time that old servers fill in", () => {
    const old = { family: "mysql", version: "5.7.44" };
    assert.deepEqual(findings(adding(filled("timestamp")), old), [
      implicit("timestamp", "CURRENT_TIMESTAMP"),
    ]);
    const second = adding(filled("timestamp"), [], [column("id"), column("a", { typeName: "timestamp" })]);
    assert.deepEqual(findings(second, mariadb), [implicit("timestamp", "0000-00-00 00:00:00")]);
  });

  it("says nothing of what is filled later, counted or given", () => {
    for (const later of [
      "UPDATE t SET c = 7",
      "UPDATE `t` SET `c` = id WHERE `c` = 0",
      "UPDATE t AS x SET x.c = 1, x.id = 2 WHERE x.c = 0;",
    ])
      assert.deepEqual(findings(adding(filled("int"), [later]), mysql), [], later);
    for (const later of ["UPDATE t SET c = 7 WHERE id = 1", "UPDATE u SET c = 7", "UPDATE t SET d = 7"])
      assert.equal(findings(adding(filled("int"), [later]), mysql).length, 1, later);
    assert.deepEqual(findings(adding({ ...filled("int"), default: "1" }), mysql), []);
    const dated = adding(filled("date"), ["UPDATE t SET c = '2026-01-01' WHERE c = '0000-00-00'"]);
    assert.deepEqual(findings(dated, mariadb), []);
  });
});

describe("inline REFERENCES", () => {
  const from = model([table("u", [column("id")])]);
  const created = (more: Partial<ModelTable> = {}) =>
    model([table("u", [column("id")]), table("t", [column("id"), column("u_id")], more)]);
  const text = "CREATE TABLE t (id int PRIMARY KEY, u_id int REFERENCES u (id), CHECK (id > 0))";
  const told = ['MY102 Defining column "u_id" on table "t" with inline REFERENCES is ignored by MySQL'];

  it("are told where no foreign key came of them", () => {
    assert.deepEqual(findings(lintFile(from, [{ text, to: created() }]), mysql), told);
    const key = {
      name: "k",
      columns: ["u_id"],
      refSchema: "",
      refTable: "u",
      refColumns: ["id"],
      validated: true,
      attributes: {},
    };
    const file = lintFile(from, [{ text, to: created({ foreignKeys: [key] }) }]);
    assert.deepEqual(findings(file, mysql), []);
  });

  it("are found in columns that are added", () => {
    const before = model([...from.tables, table("t", [column("id")])]);
    const to = model([...from.tables, table("t", [column("id"), column("u_id", { nullable: true })])]);
    for (const alter of [
      "ALTER TABLE t ADD u_id int REFERENCES u (id)",
      "ALTER TABLE `t` ADD COLUMN (`u_id` int REFERENCES u (id))",
    ])
      assert.deepEqual(findings(lintFile(before, [{ text: alter, to }]), mysql), told, alter);
    const other = "ALTER TABLE t ADD CONSTRAINT k FOREIGN KEY (u_id) REFERENCES u (id)";
    assert.deepEqual(findings(lintFile(before, [{ text: other, to }]), mysql), []);
  });
});

describe("a column before others", () => {
  const optional = column("c", { nullable: true });
  const file = lintFile(model([table("t", [column("id")])]), [
    { text: "ALTER TABLE t ADD c int FIRST", to: model([table("t", [optional, column("id")])]) },
  ]);

  it("is told of servers that add it in an instant only behind all others", () => {
    const told = ['MY142 Adding column "c" before existing columns rewrites table "t"'];
    assert.deepEqual(findings(file, { family: "mysql", version: "8.0.20" }), told);
    assert.deepEqual(findings(file, { family: "mariadb", version: "10.3.39-MariaDB" }), told);
    for (const server of [mysql, mariadb, { family: "mysql", version: "8.0.29" }])
      assert.deepEqual(findings(file, server), []);
  });

  it("is no news in a table of the same file, nor on TiDB", () => {
    const fresh = lintFile(model([]), [
      { text: "CREATE TABLE t (id int)", to: model([table("t", [column("id")])]) },
      { text: "ALTER TABLE t ADD c int FIRST", to: model([table("t", [optional, column("id")])]) },
    ]);
    assert.deepEqual(findings(fresh, { family: "mysql", version: "8.0.20" }), []);
    assert.deepEqual(findings(file, { family: "tidb", version: "8.0.11-TiDB-v7.5.0" }), []);
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { serverOf } from "../../flavour.ts";
import { defaultHexIn, type DefaultText, isDefaultInDoubt, readDefault } from "./defaults.ts";
import type { Default } from "./model.ts";

const mysql = serverOf("9.7.4");
const mariadb = serverOf("10.11.19-MariaDB");

type Case = readonly [
  given: Partial<DefaultText> & { readonly text: string | null },
  expected: Default | undefined,
];

const mysqlCases: readonly Case[] = [
  [{ text: null, type: "int" }, undefined],
  [{ text: "", type: "varchar(10)" }, { literal: "" }],
  [{ text: "NULL", type: "varchar(10)" }, { literal: "NULL" }],
  [{ text: "it's", type: "varchar(10)" }, { literal: "it's" }],
  [{ text: "1.50", type: "decimal(10,2)" }, { literal: "1.50" }],
  [{ text: "b'101'", type: "bit(3)" }, { literal: "b'101'" }],
  [{ text: "0x41", type: "char(5)" }, { literal: "0x41" }],
  [{ text: "0xFF", type: "varbinary(4)", hex: "FF00" }, { literal: "0xFF00" }],
  [{ text: "", type: "varbinary(4)", hex: "" }, { literal: "" }],
  [{ text: "?", type: "varchar(9)", charset: "utf8mb4", hex: "F09F9880" }, { literal: "😀" }],
  [{ text: "?", type: "varchar(9)", charset: "utf16", hex: "D83DDE00" }, { sql: "0xD83DDE00" }],
  [{ text: "CURRENT_TIMESTAMP", type: "datetime" }, { sql: "CURRENT_TIMESTAMP" }],
  [
    { text: "CURRENT_TIMESTAMP(3)", type: "timestamp(3)", isExpression: true },
    { sql: "CURRENT_TIMESTAMP(3)" },
  ],
  [{ text: "now()", type: "datetime", isExpression: true }, { sql: "(now())" }],
  [{ text: "(1 + 2)", type: "int", isExpression: true }, { sql: "(1 + 2)" }],
  [{ text: "_utf8mb4\\'a\\'", type: "text", isExpression: true }, { sql: "(_utf8mb4'a')" }],
];

const mariadbCases: readonly Case[] = [
  [{ text: null, type: "int" }, undefined],
  [{ text: "NULL", type: "varchar(10)" }, undefined],
  [{ text: "'NULL'", type: "varchar(10)" }, { literal: "NULL" }],
  [{ text: "''", type: "varchar(10)" }, { literal: "" }],
  [{ text: String.raw`'it''s \\ x\ny'`, type: "varchar(30)" }, { literal: "it's \\ x\ny" }],
  [{ text: "'abc'", type: "binary(3)", hex: "616263" }, { literal: "0x616263" }],
  [{ text: "b'101'", type: "bit(3)" }, { literal: "b'101'" }],
  [{ text: "x'ff00'", type: "varbinary(4)" }, { literal: "0xFF00" }],
  [{ text: "-5", type: "int" }, { literal: "-5" }],
  [{ text: "1e300", type: "double" }, { literal: "1e300" }],
  [{ text: "0000", type: "year" }, { literal: "0000" }],
  [{ text: "current_timestamp(3)", type: "timestamp(3)" }, { sql: "(current_timestamp(3))" }],
  [{ text: "uuid()", type: "varchar(40)" }, { sql: "(uuid())" }],
  [{ text: "(1 + 2)", type: "int" }, { sql: "(1 + 2)" }],
  [{ text: "nextval(`shop`.`s`)", type: "bigint" }, { sql: "(nextval(`s`))" }],
];

for (const [title, server, cases] of [
  ["MySQL", mysql, mysqlCases],
  ["MariaDB", mariadb, mariadbCases],
] as const)
  describe(`a default of ${title}`, () => {
    for (const [given, expected] of cases)
      it(`is read: ${given.text ?? "none"} of ${given.type ?? ""}`, () => {
        const text: DefaultText = { type: "int", isExpression: false, ...given };
        assert.deepEqual(readDefault(text, { server, bound: "shop" }), expected);
      });
  });

describe("a default of MariaDB before 10.2.7", () => {
  it("stands without quotes", () => {
    const context = { server: serverOf("10.1.48-MariaDB"), bound: null };
    assert.deepEqual(readDefault({ text: "x", type: "char(1)", isExpression: false }, context), {
      literal: "x",
    });
    assert.deepEqual(
      readDefault({ text: "current_timestamp", type: "timestamp", isExpression: false }, context),
      {
        sql: "CURRENT_TIMESTAMP",
      },
    );
  });
});

describe("a default that the catalog shows in part", () => {
  const isInDoubt = (text: string, type: string, server = mysql): boolean =>
    isDefaultInDoubt({ text, type, isExpression: false }, server);

  it("is one of MySQL that has bytes, or a question mark that may be any character", () => {
    assert.equal(isInDoubt("0xFF", "varbinary(4)"), true);
    assert.equal(isInDoubt("a?", "varchar(4)"), true);
    assert.equal(isInDoubt("a", "varchar(4)"), false);
    assert.equal(isInDoubt("7", "int"), false);
  });

  it("is one of MariaDB that has a question mark", () => {
    assert.equal(isInDoubt("'?'", "varbinary(4)", mariadb), true);
    assert.equal(isInDoubt("'a'", "varbinary(4)", mariadb), false);
    assert.equal(isInDoubt("concat('?')", "varchar(4)", mariadb), false);
  });

  it("is told by SHOW CREATE TABLE of MySQL", () => {
    assert.equal(defaultHexIn("0xFF00", "varbinary(4)"), "FF00");
    assert.equal(defaultHexIn("'a\\0b'", "varbinary(4)"), "610062");
    assert.equal(defaultHexIn("0xF09F9880", "varchar(4)"), "F09F9880");
    assert.equal(defaultHexIn("'?'", "varchar(4)"), undefined);
  });
});

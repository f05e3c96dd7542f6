import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AtlasError, type SqlSyntax } from "@atlas/core";
import fc from "fast-check";
import { placeAt, splitStatements } from "./split.ts";
import { tokenize } from "./tokens.ts";

const sqlite: SqlSyntax = {
  dollarQuotes: false,
  backslashEscapes: false,
  escapeStrings: false,
  identifierQuotes: ['"', "`", "["],
  nestedComments: false,
  hashComments: false,
  compoundStatements: ["trigger"],
  atomicBodies: false,
};
const postgres: SqlSyntax = {
  ...sqlite,
  dollarQuotes: true,
  escapeStrings: true,
  identifierQuotes: ['"'],
  nestedComments: true,
  compoundStatements: [],
  atomicBodies: true,
};
const mysql: SqlSyntax = {
  ...sqlite,
  backslashEscapes: true,
  identifierQuotes: ["`"],
  hashComments: true,
  compoundStatements: ["trigger", "procedure", "function", "event"],
};

const texts = (text: string, syntax: SqlSyntax): readonly string[] =>
  splitStatements(text, "a.sql", syntax).map((statement) => statement.text);

function refused(text: string, syntax: SqlSyntax): string {
  try {
    splitStatements(text, "a.sql", syntax);
  } catch (error) {
    assert.ok(error instanceof AtlasError);
    assert.equal(error.code, "E_SOURCE");
    return `${error.place?.line}:${error.place?.column} ${error.message}`;
  }
  return "accepted";
}

describe("splitting", () => {
  it("leaves out delimiters and the comments around a statement, and keeps those inside", () => {
    assert.deepEqual(texts("-- a\nSELECT /* b */ 1 -- c\n;\n/* d */;; SELECT 2", sqlite), [
      "SELECT /* b */ 1",
      "SELECT 2",
    ]);
  });

  it("names the line and column of the first character, counted in characters", () => {
    const statements = splitStatements("\uFEFFSELECT '😀'; SELECT 2;\r\n  SELECT 3", "a.sql", sqlite);
    assert.deepEqual(
      statements.map(({ line, column }) => [line, column]),
      [
        [1, 1],
        [1, 13],
        [2, 3],
      ],
    );
  });

  it("does not see delimiters in quotes, comments and parentheses", () => {
    const text = `SELECT ';', "a;", \`b;\`, [c;], (1 /* ; */) -- ;\n, 'it''s;'`;
    assert.deepEqual(texts(text, sqlite), [text]);
    const dollars = "SELECT $$;$$, $a$ ; $$ $a$, E'\\';', U&'x;' /* ; /* ; */ ; */ FROM t$$t";
    assert.deepEqual(texts(`${dollars};SELECT 2`, postgres), [dollars, "SELECT 2"]);
    assert.deepEqual(texts(`A "\\"" + '\\';'; B # ;\n C`, mysql), [`A "\\"" + '\\';'`, "B # ;\n C"]);
  });

  it("keeps the body of a trigger in one statement", () => {
    const trigger =
      "CREATE TEMP TRIGGER begin AFTER INSERT ON t BEGIN SELECT CASE WHEN 1 THEN 2 END; UPDATE t SET end = 1; SELECT CASE 1 WHEN 1 THEN (CASE 2 WHEN 2 THEN 3 END) END; END";
    assert.deepEqual(texts(`${trigger};SELECT 1`, sqlite), [trigger, "SELECT 1"]);
    assert.deepEqual(texts("BEGIN; SELECT 1; END; CREATE TABLE trigger (a)", sqlite), [
      "BEGIN",
      "SELECT 1",
      "END",
      "CREATE TABLE trigger (a)",
    ]);
  });

  it("keeps nested blocks of a routine together", () => {
    const body =
      "CREATE DEFINER=`r`@`h` PROCEDURE p() BEGIN DECLARE x INT; IF x THEN BEGIN SET x = 1; END; END IF; CASE x WHEN 1 THEN SET x = 2; END CASE; END";
    assert.deepEqual(texts(`${body};CALL p()`, mysql), [body, "CALL p()"]);
  });

  it("knows the END of each kind of block in a routine", () => {
    for (const body of [
      "CREATE OR REPLACE DEFINER = root@localhost FUNCTION IF NOT EXISTS f(a INT) RETURNS INT READS SQL DATA l: BEGIN l2: LOOP SET a = CASE WHEN a THEN 1 ELSE 2 END; IF a THEN LEAVE l2; ELSEIF b THEN BEGIN END; ELSE SET c = 1; END IF; END LOOP l2; RETURN a; END l",
      "CREATE PROCEDURE p() BEGIN DECLARE a, begin INT; DECLARE EXIT HANDLER FOR SQLEXCEPTION, 1062, SQLSTATE '23000' BEGIN ROLLBACK; END; DECLARE CONTINUE HANDLER FOR NOT FOUND SET done = 1; REPEAT SET x = x - 1; UNTIL x < 0 END REPEAT; WHILE x DO SET x = 0; END WHILE; CASE x WHEN 1 THEN BEGIN SELECT 1; END; ELSE BEGIN END; END CASE; FOR i IN 1..3 DO SELECT i; END FOR; END",
      "CREATE DEFINER=`a`@`b` EVENT begin ON SCHEDULE EVERY 1 DAY DO BEGIN DELETE FROM t; END",
      "ALTER EVENT e ON SCHEDULE EVERY 1 DAY DO BEGIN DELETE FROM t; END",
      "BEGIN NOT ATOMIC DECLARE x INT; SET x = 1; BEGIN END; END",
      "CREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW SET NEW.begin = 1",
      "CREATE DEFINER=t@h SQL SECURITY INVOKER VIEW event AS SELECT 1 AS begin",
      "CREATE FUNCTION f() RETURNS TEXT BEGIN # it's\n RETURN CONCAT(\"a;\\\"\", 'b\\';', `c;`) /*! ; */; -- ;\nEND",
    ])
      assert.deepEqual(texts(`${body};\nBEGIN;\nCALL p()`, mysql), [body, "BEGIN", "CALL p()"]);
  });

  it("takes two dashes of MySQL for a comment only before a blank", () => {
    assert.deepEqual(texts("SELECT 5--1; SELECT 2 --\n;", mysql), ["SELECT 5--1", "SELECT 2"]);
    assert.deepEqual(texts("SELECT 5--1; SELECT 2", sqlite), ["SELECT 5"]);
  });

  it("keeps BEGIN ATOMIC bodies together", () => {
    const body =
      "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END";
    assert.deepEqual(texts(`${body}; BEGIN; COMMIT;`, postgres), [body, "BEGIN", "COMMIT"]);
  });

  it("follows delimiter directives and commands", () => {
    assert.deepEqual(texts("-- atlas:delimiter \\n\\n\\n\n\nA;\n\n\nB1;\nB2;", mysql), ["A;", "B1;\nB2;"]);
    assert.deepEqual(texts("-- atlas:delimiter -- end\nBEGIN x; END;\n-- end\nCALL p();", mysql), [
      "BEGIN x; END;",
      "CALL p();",
    ]);
    assert.deepEqual(texts("-- atlas:delimiter //\nA '//' /* // */ B//C", sqlite), [
      "A '//' /* // */ B",
      "C",
    ]);
    assert.deepEqual(texts("DELIMITER //\nA; B //\nDELIMITER ;\nCALL p();", mysql), ["A; B", "CALL p()"]);
    assert.deepEqual(texts("delimiter 'MySQL'\nselect * from t1MySQL", mysql), ["select * from t1"]);
  });

  it("names the place where something unclosed was opened", () => {
    assert.equal(refused("SELECT 1;\n  SELECT 'abc; ", sqlite), "2:10 unclosed quote '");
    assert.equal(refused("SELECT $a$ $$", postgres), "1:8 unclosed dollar quote $a$");
    assert.equal(refused("SELECT 1; /* /* */", postgres), "1:11 unclosed comment /*");
    assert.equal(refused("SELECT (1; SELECT 2", sqlite), "1:8 unclosed '('");
    assert.equal(refused("SELECT 1)", sqlite), "1:9 unexpected ')'");
    assert.equal(
      refused("CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1;", sqlite),
      "1:36 unclosed BEGIN",
    );
    assert.equal(refused("-- atlas:delimiter \nA", sqlite), "1:1 empty delimiter");
    assert.equal(refused("-- atlas:delimiter //\n \n", sqlite), '1:1 no input found after delimiter "//"');
  });

  it("refuses client commands of psql by name", () => {
    assert.equal(
      refused("SELECT 1;\n\\connect x\nSELECT 2;", postgres),
      "2:1 \\connect is a command of the psql client, not SQL",
    );
  });

  it("finds places by offset", () => {
    assert.deepEqual(placeAt("a\n😀b", 4), { line: 2, column: 2 });
  });
});

const fragments = fc.constantFrom(
  "'",
  '"',
  "`",
  "[",
  "]",
  "$$",
  "$a$",
  "$1",
  "E'",
  "\\",
  "--",
  "/*",
  "*/",
  "#",
  "\n",
  " ",
  ";",
  "(",
  ")",
  "CREATE TRIGGER ",
  "BEGIN ",
  "END",
  "CASE ",
  "DECLARE ",
  "NOT ",
  "ALTER EVENT ",
  "ATOMIC ",
  "x",
  "é",
  "😀",
  "\uD83D",
  "1.e5",
  "::",
  ":a",
  "delimiter ",
  "-- atlas:delimiter //\n",
  "//",
);
const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.array(fragments, { maxLength: 30 }).map((parts) => parts.join("")),
);

describe("whatever the text", () => {
  it("cuts it into tokens that join to it again", () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom(sqlite, postgres, mysql), (text, syntax) => {
        assert.equal(
          tokenize(text, syntax)
            .map((token) => token.text)
            .join(""),
          text,
        );
      }),
    );
  });

  it("splits it losing nothing but comments, delimiters and white space, or refuses it", () => {
    // With its delimiter: what two dashes mean to MySQL depends on what stands behind them.
    const bare = (text: string, syntax: SqlSyntax): string =>
      tokenize(text, syntax)
        .filter((token) => token.kind !== "space" && token.kind !== "comment" && token.text !== ";")
        .map((token) => token.text)
        .join("");
    fc.assert(
      fc.property(anyText, fc.constantFrom(sqlite, postgres, mysql), (text, syntax) => {
        fc.pre(!/delimiter/i.test(text) && !text.startsWith("\uFEFF"));
        try {
          const statements = splitStatements(text, "a.sql", syntax);
          assert.equal(
            statements.map((statement) => bare(`${statement.text};`, syntax)).join(""),
            bare(text, syntax),
          );
        } catch (error) {
          assert.ok(error instanceof AtlasError, String(error));
        }
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(anyText, (text) => {
        assert.notEqual(refused(`-- atlas:delimiter //\n${text}`, postgres), "");
      }),
    );
  });

  it("takes time in proportion to it", () => {
    const size = 1_000_000;
    for (const part of [
      "'",
      '"a;',
      "/*",
      "$a",
      "$a$",
      "(",
      ";\n",
      "x;",
      "[",
      "é\n;",
      "BEGIN ;",
      "CREATE TRIGGER t BEGIN ",
    ]) {
      const text = part.repeat(size / part.length);
      for (const syntax of [sqlite, postgres, mysql]) {
        const start = performance.now();
        refused(text, syntax);
        refused(`-- atlas:delimiter //\n${text}`, syntax);
        // A quadratic walk over a million characters would take minutes.
        assert.ok(performance.now() - start < 10_000, part);
      }
    }
  });
});

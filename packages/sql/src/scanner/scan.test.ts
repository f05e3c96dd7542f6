import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AtlasError, type ScanOptions } from "@atlas/core";
import { scanStatements } from "./scan.ts";

const sqlite: ScanOptions = {
  beginEnd: true,
  beginAtomic: false,
  dollarQuotes: false,
  backslashEscapes: false,
  escapeStrings: false,
  hashComments: false,
};
const mysql: ScanOptions = { ...sqlite, backslashEscapes: true, hashComments: true };
const postgres: ScanOptions = {
  ...sqlite,
  beginAtomic: true,
  dollarQuotes: true,
  escapeStrings: true,
  nestedComments: true,
};

const texts = (text: string, options: ScanOptions): readonly string[] =>
  scanStatements(text, options, "1.sql").map((statement) => statement.text);
const comments = (text: string, options: ScanOptions = mysql): readonly (readonly string[])[] =>
  scanStatements(text, options, "1.sql").map((statement) => statement.comments);

function refused(text: string, options: ScanOptions): AtlasError {
  try {
    scanStatements(text, options, "1.sql");
  } catch (error) {
    assert.ok(error instanceof AtlasError);
    return error;
  }
  return assert.fail("it was accepted");
}
const reason = (text: string, options: ScanOptions): string =>
  refused(text, options).message.replace('sql/migrate: scanning statements from "1.sql": ', "");

describe("delimiters", () => {
  it("are semicolons that belong to their statements", () => {
    assert.deepEqual(texts("A; B ;\nC", sqlite), ["A;", "B ;", "C"]);
    assert.deepEqual(texts(" ;; A", sqlite), [";", ";", "A"]);
    assert.deepEqual(texts(" \n", sqlite), []);
  });

  it("are what the first line says", () => {
    assert.deepEqual(texts("-- atlas:delimiter \\n\\n\\n\n\nA;\n\n\nB1;\nB2;", mysql), ["A;", "B1;\nB2;"]);
    assert.deepEqual(
      texts("-- atlas:delimiter -- end\nCREATE PROCEDURE p() BEGIN x; END;\n-- end\nCALL p();", mysql),
      ["CREATE PROCEDURE p() BEGIN x; END;", "CALL p();"],
    );
    assert.deepEqual(texts("\n-- atlas:delimiter //\nA; B//", sqlite), ["A;", "B//"]);
    assert.deepEqual(texts("\uFEFF-- atlas:delimiter //\r\nA\r\n//\r\n//\r\nB", sqlite), ["A", "B"]);
  });

  it("are what a command of the client says", () => {
    assert.deepEqual(
      texts("DELIMITER //\nCREATE PROCEDURE p() BEGIN SELECT 1; END //\nDELIMITER ;\nCALL p();", mysql),
      ["CREATE PROCEDURE p() BEGIN SELECT 1; END", "CALL p();"],
    );
    assert.deepEqual(texts("delimiter 'MySQL'\nselect * from t1MySQL", mysql), ["select * from t1"]);
    assert.deepEqual(texts("delimiter 'a''b'\nxa'by", sqlite), ["x", "y"]);
    assert.deepEqual(texts("delimiter \\n\\n\nA;\nB\n\nC", postgres), ["A;\nB", "C"]);
  });

  it("must not be empty, nor stand alone", () => {
    assert.equal(reason("-- atlas:delimiter \nA", sqlite), "1:1: empty delimiter");
    assert.equal(reason("A;\nDELIMITER  \nA", sqlite), "2:1: empty delimiter");
    assert.equal(reason("-- atlas:delimiter //\n", sqlite), '1:1: no input found after delimiter "//"');
    assert.match(reason(`DELIMITER ${"x".repeat(1001)}\nA`, sqlite), /longer than 1000 characters$/);
  });

  it("do not count in parentheses, quotes and comments", () => {
    const text = "SELECT (1; 2), ';', \"a;\", `b;`, 'it''s;' /* ; */ -- ;\n + 1;";
    assert.deepEqual(texts(text, sqlite), [text]);
    assert.deepEqual(texts("-- atlas:delimiter //\nA '//' /* // */ B//C", sqlite), [
      "A '//' /* // */ B",
      "C",
    ]);
  });
});

describe("quotes", () => {
  it("know the escapes of their family", () => {
    const escaped = "create table t (c text default \"\\\"\" + '\\'');";
    assert.deepEqual(texts(`${escaped}A;`, mysql), [escaped, "A;"]);
    assert.deepEqual(texts("A `\\`;`;B", mysql), ["A `\\`;`;", "B"]);
    assert.deepEqual(texts("A '\\';B", sqlite), ["A '\\';", "B"]);
    assert.deepEqual(texts("A E'\\';' || e'\\\\';B; C typE'\\';D", postgres), [
      "A E'\\';' || e'\\\\';",
      "B;",
      "C typE'\\';",
      "D",
    ]);
  });

  it("may be dollars with a tag, where names do not hold them", () => {
    assert.deepEqual(texts("A $$;$$ $é_1$ ; $$ $é_1$; B t$x$y;C", postgres), [
      "A $$;$$ $é_1$ ; $$ $é_1$;",
      "B t$x$y;",
      "C",
    ]);
    assert.deepEqual(texts("A $$;$$;B", mysql), ["A $$;", "$$;", "B"]);
    assert.deepEqual(texts("A $1;B $x$ ; C", postgres), ["A $1;", "B $x$ ; C"]);
  });

  it("must be closed", () => {
    const error = refused("A;\nB;\nC;\nCREATE TABLE t (a text); INSERT INTO x 'oops;\n", sqlite);
    assert.equal(error.code, "E_SOURCE");
    assert.equal(error.message, `sql/migrate: scanning statements from "1.sql": 4:40: unclosed quote '\\''`);
    assert.deepEqual(error.place, { file: "1.sql", line: 4, column: 40 });
    assert.equal(reason('😀 "', sqlite), `1:3: unclosed quote '"'`);
    assert.equal(reason("A `", sqlite), "1:3: unclosed quote '`'");
  });
});

describe("parentheses", () => {
  it("must be closed, and opened", () => {
    assert.equal(reason("A;\n B ((1);", sqlite), "2:4: unclosed '('");
    assert.equal(reason("A;\n B 1);", sqlite), "2:5: unexpected ')'");
  });
});

describe("comments", () => {
  it("right above a statement belong to it", () => {
    assert.deepEqual(comments("# a\n--b\n/* c\n d */\nA; -- e\nB /* in */ -- it\n;"), [
      ["# a", "--b", "/* c\n d */"],
      ["-- e"],
    ]);
    assert.deepEqual(comments("-- a\r\nA"), [["-- a"]]);
  });

  it("with an empty line below belong to nothing", () => {
    assert.deepEqual(comments("# c1\n\nCREATE TABLE t(id int);"), [[]]);
    assert.deepEqual(comments("/* a */\nA;/* b */\n\nB;-- c\n \n-- d\nC"), [["/* a */"], [], ["-- d"]]);
  });

  it("above a delimiter command belong to what it is for", () => {
    assert.deepEqual(comments("-- a\nDELIMITER //\nA//\n-- b\nDELIMITER ;\n\nB;"), [["-- a"], []]);
  });

  it("that do not end are ordinary text, which the server refuses", () => {
    assert.deepEqual(texts("A;/* B; C", mysql), ["A;", "/* B;", "C"]);
    assert.deepEqual(texts("A; -- the last line", sqlite), ["A;"]);
  });

  it("nest where the family nests them", () => {
    assert.deepEqual(texts("/* /* ; */ ; */ A; B /* /* */ ; */;", postgres), ["A;", "B /* /* */ ; */;"]);
    assert.equal(reason("A; /* /* */ B;", postgres), "1:4: unclosed comment '/*'");
  });

  it("are statements where the server runs them", () => {
    assert.deepEqual(texts("/*!40101 SET NAMES utf8; */;\n/*M!100 A */;/* b */ C;", mysql), [
      "/*!40101 SET NAMES utf8; */;",
      "/*M!100 A */;",
      "C;",
    ]);
    assert.deepEqual(comments("/*! a */ A", postgres), [["/*! a */"]]);
  });

  it("of two dashes need a blank inside a block of MySQL, as it is one statement", () => {
    const block = "CREATE PROCEDURE p() BEGIN SELECT 1;--END;END";
    assert.deepEqual(texts(`${block};SELECT 2;`, mysql), [`${block};`, "SELECT 2;"]);
  });

  it("of two dashes need a blank inside a statement of MySQL", () => {
    assert.deepEqual(texts("SELECT 5--1; SELECT 2 --\n;", mysql), ["SELECT 5--1;", "SELECT 2 --\n;"]);
    assert.deepEqual(texts("A 5--1;\n;", postgres), ["A 5--1;\n;"]);
    assert.deepEqual(texts("A # ;\n;", postgres), ["A # ;", ";"]);
  });
});

describe("blocks", () => {
  it("end with the END that stands alone", () => {
    const body =
      "CREATE TRIGGER t AFTER INSERT ON x FOR EACH ROW\nBEGIN\n IF a THEN BEGIN x; END; END IF; l: LOOP y; END LOOP;\n SELECT CASE 1 WHEN 1 THEN 2 END; -- END;\n END ;";
    for (const options of [mysql, sqlite, postgres])
      assert.deepEqual(texts(`${body}\nA;`, options), [body, "A;"]);
    assert.deepEqual(texts("CREATE PROCEDURE p() BEGIN a; b; END", mysql), [
      "CREATE PROCEDURE p() BEGIN a; b; END",
    ]);
  });

  it("may repeat their label at the end", () => {
    const body = "CREATE PROCEDURE p() `l`: BEGIN a; m: BEGIN b; END m; END l;";
    assert.deepEqual(texts(`${body} A;`, mysql), [body, "A;"]);
  });

  it("that do not end are ordinary text", () => {
    assert.deepEqual(texts("BEGIN; A; COMMIT;", sqlite), ["BEGIN;", "A;", "COMMIT;"]);
    assert.deepEqual(texts("BEGIN TRANSACTION; A; COMMIT;", sqlite), ["BEGIN TRANSACTION;", "A;", "COMMIT;"]);
    assert.deepEqual(texts("BEGIN X; CREATE T BEGIN a; END; COMMIT;", sqlite), [
      "BEGIN X;",
      "CREATE T BEGIN a; END;",
      "COMMIT;",
    ]);
    assert.deepEqual(texts("BEGIN X; CREATE T BEGIN a; END", sqlite), ["BEGIN X;", "CREATE T BEGIN a; END"]);
    assert.deepEqual(texts("A BEGIN x; END y; B", sqlite), ["A BEGIN x;", "END y;", "B"]);
    assert.deepEqual(texts("BEGIN X; DELIMITER //\nA BEGIN b; END//", mysql), ["BEGIN X;", "A BEGIN b; END"]);
    assert.equal(reason("BEGIN X; A 'b", sqlite), "1:12: unclosed quote '\\''");
  });

  it("may have comments behind their END", () => {
    for (const end of ["END -- t;\n;", "END/* t; */ ;", "END /*a*/ -- b\n;"]) {
      assert.deepEqual(texts(`CREATE TRIGGER t BEGIN a; ${end} B`, sqlite), [
        `CREATE TRIGGER t BEGIN a; ${end}`,
        "B",
      ]);
      const labelled = `CREATE PROCEDURE p() l: BEGIN a; ${end.replace("END", "END l")}`;
      assert.deepEqual(texts(`${labelled} B`, mysql), [labelled, "B"]);
    }
    assert.deepEqual(texts("CREATE TRIGGER t BEGIN a; END # t;\n; B", mysql), [
      "CREATE TRIGGER t BEGIN a; END # t;\n;",
      "B",
    ]);
  });

  it("are none where BEGIN says that it begins a transaction, although END ends that", () => {
    for (const words of [
      "BEGIN TRANSACTION;",
      "BEGIN work ;",
      "begin immediate transaction;",
      "BEGIN READ WRITE;",
    ])
      assert.deepEqual(texts(`${words} A; END; B`, postgres), [words, "A;", "END;", "B"]);
    const body = "CREATE PROCEDURE p() BEGIN work: LOOP a; END LOOP; END;";
    assert.deepEqual(texts(`${body} B`, mysql), [body, "B"]);
  });

  it("need white space around BEGIN, and the plain delimiter", () => {
    assert.deepEqual(texts("A (begin int); B xbegin a; END; C", sqlite), [
      "A (begin int);",
      "B xbegin a;",
      "END;",
      "C",
    ]);
    assert.deepEqual(texts("-- atlas:delimiter //\nA BEGIN b // END; //", sqlite), ["A BEGIN b", "END;"]);
  });

  it("of functions start with BEGIN ATOMIC", () => {
    const body = "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN a THEN 1 END; SELECT 2; END;";
    const generic = { ...sqlite, beginEnd: false, beginAtomic: true };
    for (const options of [postgres, generic]) assert.deepEqual(texts(`${body}A;`, options), [body, "A;"]);
    assert.deepEqual(texts("BEGIN a; END; BEGIN ATOMIC b; C", generic), [
      "BEGIN a;",
      "END;",
      "BEGIN ATOMIC b;",
      "C",
    ]);
  });
});

describe("positions", () => {
  it("are those of the first character in the whole file", () => {
    const text = "-- atlas:delimiter //\n-- é\n  A//\n\n B//";
    assert.deepEqual(
      scanStatements(text, postgres, "1.sql").map(({ start }) => text[start]),
      ["A", "B"],
    );
  });
});

describe("a zero byte", () => {
  it("is refused where it stands: SQLite would not see what comes behind it", () => {
    for (const options of [sqlite, mysql, postgres])
      assert.equal(reason("A;\nB 'x\0'; C", options), "2:5: zero byte");
  });
});

describe("what only psql understands", () => {
  const psql: ScanOptions = { ...postgres, psql: true };

  it("is refused by name, rows of a table included", () => {
    assert.equal(reason("SELECT 1;\n\\connect shop\nSELECT 2;", psql), "2:1: \\connect is a command of psql");
    const copy = "2:1: COPY FROM stdin needs rows that a file of statements cannot hold";
    assert.equal(reason("SELECT 1;\nCOPY t (a) FROM stdin;\n1\tit's\n\\.\n", psql), copy);
    assert.equal(reason('SELECT 1;\ncopy "a b" from STDIN WITH (FORMAT csv);\n1\n\\.\n', psql), copy);
  });

  it("is nothing that stands inside of a statement", () => {
    assert.deepEqual(
      texts("SELECT '\\x'; COPY t FROM '/stdin'; SELECT 'COPY t FROM stdin;';", psql).length,
      3,
    );
  });
});

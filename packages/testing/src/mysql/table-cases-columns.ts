import type { TableCase } from "./table-cases.ts";

const table = (columns: string, options = ""): string =>
  `CREATE TABLE t (id int PRIMARY KEY, ${columns}) ${options};`;
const change = (name: string, from: string, to: string, rest: Partial<TableCase> = {}): TableCase => ({
  name,
  from: table(from),
  to: table(to),
  ...rest,
});

const values = (count: number): string => Array.from({ length: count }, (_, at) => `'v${at}'`).join(",");

export const columnCases: readonly TableCase[] = [
  change("a column comes", "a int", "a int, b int NOT NULL DEFAULT 3 COMMENT 'it''s'", {
    seed: "INSERT INTO t VALUES (1, 2)",
    plan: [/^ALTER TABLE `t` ADD COLUMN `b` int NOT NULL DEFAULT 3 COMMENT "it's"$/],
  }),
  change("a computed default", "a int", "a int, b varchar(20) DEFAULT (concat('a', 'b'))", {
    since: { mysql: "8.0.13" },
  }),
  change("a text with a default comes", "a int", "a int, b varchar(10) NOT NULL DEFAULT 'a\"b\\\\c'"),
  change("a column that counts comes", "a int", "a int, b int NOT NULL AUTO_INCREMENT, UNIQUE KEY b (b)"),
  change("a column and its index come", "a int", "a int, b int, KEY b (b)", {
    planSince: { mysql: "8.0.12" },
    plan: [/^ALTER TABLE `t` ADD COLUMN `b` int NULL\nALTER TABLE `t` ADD INDEX `b` \(`b`\)$/],
  }),
  change("a column goes with its index", "a int, b int, KEY b (b)", "a int", {
    plan: [/^ALTER TABLE `t` DROP COLUMN `b`$/],
  }),
  change("a column of an index goes", "a int, b int, KEY ab (a, b)", "a int, KEY ab (a)"),
  change("a column of a check goes", "a int, b int, CONSTRAINT c CHECK (a > b)", "a int"),
  change("NOT NULL", "a int", "a int NOT NULL DEFAULT 1", { seed: "INSERT INTO t VALUES (1, 2)" }),
  change("NOT NULL of a timestamp", "a timestamp NULL", "a timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP"),
  change(
    "NOT NULL beside a stored column",
    "a int, b int AS (id + 1) STORED",
    "a int NOT NULL, b int AS (id + 1) STORED",
  ),
  change("a default", "a int DEFAULT 1, b varchar(5) DEFAULT 'x'", "a int DEFAULT 2, b varchar(5)"),
  change(
    "the last digit of a decimal",
    "a decimal(30,20) DEFAULT 1.00000000000000000001",
    "a decimal(30,20) DEFAULT 1.00000000000000000002",
  ),
  change(
    "a default of bits and bytes",
    "a bit(4) DEFAULT b'101', b binary(2) DEFAULT 0x0102",
    "a bit(4) DEFAULT b'100', b binary(2) DEFAULT 0x0103",
  ),
  change("ON UPDATE", "a timestamp NULL", "a timestamp NULL ON UPDATE CURRENT_TIMESTAMP"),
  change(
    "the present time with fractions",
    "a datetime(3) DEFAULT CURRENT_TIMESTAMP(3)",
    "a datetime(3) DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3)",
  ),
  change("the comment of a column", "a int", "a int COMMENT 'x;y'"),
  change("an invisible column", "a int", "a int INVISIBLE", { since: { mysql: "8.0.23" } }),
  change("a longer text", "a varchar(20)", "a varchar(60)", { seed: "INSERT INTO t VALUES (1, 'x')" }),
  change(
    "a text over 255 bytes",
    "a varchar(20) CHARACTER SET utf8mb4",
    "a varchar(100) CHARACTER SET utf8mb4",
  ),
  change(
    "a text that may take 127 bytes",
    "a varchar(40) CHARACTER SET latin1",
    "a varchar(256) CHARACTER SET latin1",
  ),
  change("a larger integer", "a int", "a bigint unsigned", { seed: "INSERT INTO t VALUES (1, 2)" }),
  change("tinyint and bool", "a tinyint", "a bool"),
  change("zerofill", "a int unsigned", "a int(5) unsigned zerofill"),
  change("a value at the end of an enum", "a enum('a','b')", "a enum('a','b','c')", {
    seed: "INSERT INTO t VALUES (1, 'b')",
    rows: [{ id: 1, a: "b" }],
  }),
  change("a value in front of an enum", "a enum('a','b')", "a enum('c','a','b')", {
    seed: "INSERT INTO t VALUES (1, 'b')",
    rows: [{ id: 1, a: "b" }],
  }),
  change("more values than a byte holds", `a enum(${values(250)})`, `a enum(${values(256)})`),
  change("a value at the end of a set", "a set('a','b')", "a set('a','b','c')"),
  change("more members than a byte holds", `a set(${values(8)})`, `a set(${values(9)})`),
  change(
    "a collation",
    "a varchar(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci",
    "a varchar(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
  ),
  change(
    "the collation of an indexed column",
    "a varchar(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci, KEY a (a)",
    "a varchar(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin, KEY a (a)",
  ),
  change(
    "the collation of an enum",
    "a enum('a') CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci",
    "a enum('a') CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
  ),
  change("a character set", "a varchar(20) CHARACTER SET latin1", "a varchar(20) CHARACTER SET utf8mb4"),
  change(
    "utf8mb3 to utf8mb4",
    "a varchar(20) CHARACTER SET utf8mb3, b text CHARACTER SET utf8mb3",
    "a varchar(20) CHARACTER SET utf8mb4, b text CHARACTER SET utf8mb4",
  ),
  change("a virtual column", "a int", "a int, b int AS (a + 1) VIRTUAL"),
  change(
    "a virtual column beside others",
    "a int, c int",
    "a int DEFAULT 5, d int, b int AS (a + 1) VIRTUAL",
  ),
  change("an index over a new virtual column", "a int", "a int, b int AS (a + 1) VIRTUAL, KEY b (b)"),
  change("a stored column", "a int", "a int, b int AS (a + 1) STORED"),
  change(
    "another expression of a virtual column",
    "a int, b int AS (a + 1) VIRTUAL",
    "a int, b int AS (a + 2) VIRTUAL",
  ),
  change(
    "another expression of an indexed virtual column",
    "a int, b int AS (a + 1) VIRTUAL, KEY b (b)",
    "a int, b int AS (a + 2) VIRTUAL, KEY b (b)",
  ),
  change(
    "another expression of a stored column",
    "a int, b int AS (a + 1) STORED",
    "a int, b int AS (a + 2) STORED",
  ),
  change(
    "virtual to stored",
    "a int, b int AS (a + 1) VIRTUAL, c int AS (b + 1) VIRTUAL, KEY b (b)",
    "a int, b int AS (a + 1) STORED, c int AS (b + 1) VIRTUAL, KEY b (b)",
  ),
  change("stored to plain", "a int, b int AS (a + 1) STORED", "a int, b int", {
    oneWay: true,
    seed: "INSERT INTO t (id, a) VALUES (1, 2)",
    rows: [{ id: 1, a: 2, b: 3 }],
  }),
  change("virtual to plain keeps the values", "a int, b int AS (a + 1) VIRTUAL", "a int, b int", {
    oneWay: true,
    seed: "INSERT INTO t (id, a) VALUES (1, 2)",
    rows: [{ id: 1, a: 2, b: 3 }],
  }),
  change(
    "a computed column reads another",
    "a int, b int, c int AS (a + 1) VIRTUAL",
    "b int, c int AS (b + 1) VIRTUAL",
  ),
  change("a column counts no more", "a int NOT NULL AUTO_INCREMENT, KEY a (a)", "a int NOT NULL, KEY a (a)"),
  change("a check with its column", "a int CHECK (a > 0)", "a int CHECK (a > 1)", { only: "mariadb" }),
  change("a check with its column goes", "a int CHECK (a > 0)", "a int", { only: "mariadb" }),
  change("a spatial column with its system", "a point NOT NULL", "a point NOT NULL SRID 4326", {
    since: { mysql: "8.0.3" },
    only: "mysql",
  }),
  change("json", "a json", "a json NOT NULL, b json"),
  change("the name of a column in another case", "a int", "A int"),
  change(
    "columns come and go beside a virtual one",
    "a int, b int AS (id + 1) VIRTUAL",
    "c int, b int AS (id + 1) VIRTUAL",
  ),
  {
    name: "columns beside a fulltext index",
    from: table("a text, FULLTEXT KEY a (a)"),
    to: table("a text, b int, FULLTEXT KEY a (a)"),
  },
  {
    name: "columns of a compressed table",
    from: table("a text", "ROW_FORMAT=COMPRESSED"),
    to: table("a text, b int", "ROW_FORMAT=COMPRESSED"),
  },
  {
    name: "columns of another engine",
    from: table("a text", "ENGINE=MyISAM"),
    to: table("a text, b int", "ENGINE=MyISAM"),
  },
];

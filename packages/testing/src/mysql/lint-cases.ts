import type { MysqlTestServer, Since } from "../databases.ts";

type Codes = string | readonly string[];

/** One ALTER of table `t`, and what lint says of it. */
export interface LintCase {
  /** Definitions of table `t` behind its key `id int`; default of everything: InnoDB, utf8mb4. */
  readonly from?: string;
  /** Behind the parentheses. Default: nothing. */
  readonly options?: string;
  /** Actions of `ALTER TABLE t`. */
  readonly alter: string;
  /** Codes; empty: the server does it without holding anybody up. By flavour where they differ. */
  readonly codes: Codes | { readonly [Name in MysqlTestServer["flavour"]]?: Codes };
  /** Versions before do not have it. Default: every version has it. */
  readonly since?: Since;
  /** What lint says of it on versions before. Default: the same. */
  readonly former?: { readonly since: Since; readonly codes: Codes };
  /** Default: every flavour. */
  readonly only?: MysqlTestServer["flavour"];
  /** Statements before. Default: none. */
  readonly before?: string;
  /** `t` has no primary key. */
  readonly keyless?: true;
}

const list = (count: number): string => Array.from({ length: count }, (_, at) => `'v${at}'`).join(",");

const enforced: Since = { mysql: "8.0.16" };
const copied = { since: { mysql: "8.0.0" }, codes: "MY148" } as const;

/** What lint says of ALTERs; `lint-facts.test.ts` asks real servers whether it is so. */
export const lintCases: readonly LintCase[] = [
  { from: "e enum('a','b')", alter: "MODIFY e enum('a')", codes: "MY110" },
  { from: "e enum('a','b')", alter: "MODIFY e enum('b','a')", codes: "MY111" },
  { from: "e enum('a','b')", alter: "MODIFY e enum('a','x','b')", codes: "MY112" },
  { from: `e enum(${list(255)})`, alter: `MODIFY e enum(${list(256)})`, codes: "MY113" },
  { from: "e enum('a','b')", alter: "MODIFY e enum('a','b','c')", codes: [] },
  { from: "s set('a','b')", alter: "MODIFY s set('a')", codes: "MY120" },
  { from: "s set('a','b')", alter: "MODIFY s set('b','a')", codes: "MY121" },
  { from: "s set('a','b')", alter: "MODIFY s set('a','x','b')", codes: "MY122" },
  { from: `s set(${list(8)})`, alter: `MODIFY s set(${list(9)})`, codes: "MY123" },
  { from: `s set(${list(16)})`, alter: `MODIFY s set(${list(17)})`, codes: "MY123" },
  { from: `s set(${list(32)})`, alter: `MODIFY s set(${list(33)})`, codes: "MY123" },
  { from: `s set(${list(33)})`, alter: `MODIFY s set(${list(64)})`, codes: [] },

  { from: "c int", alter: "MODIFY c bigint", codes: "MY130" },
  { from: "c int", alter: "MODIFY c int unsigned", codes: "MY130" },
  { from: "c int", alter: "MODIFY c varchar(20)", codes: "MY130" },
  { from: "c varchar(20)", alter: "MODIFY c varchar(10)", codes: "MY130" },
  { from: "c varchar(20)", alter: "MODIFY c varchar(30)", codes: [] },
  // 20 characters take 80 bytes, 100 take 400.
  { from: "c varchar(20)", alter: "MODIFY c varchar(100)", codes: { mysql: "MY130", mariadb: [] } },
  { from: "c varchar(60)", alter: "MODIFY c varchar(100)", codes: "MY130" },
  { from: "c varchar(100)", alter: "MODIFY c varchar(200)", codes: [] },
  { from: "c varbinary(20)", alter: "MODIFY c varbinary(200)", codes: [] },
  { from: "c tinyint(1)", alter: "MODIFY c tinyint", codes: [] },
  { from: "c decimal(10,2)", alter: "MODIFY c decimal(12,2)", codes: "MY130" },
  { from: "c text", alter: "MODIFY c longtext", codes: "MY130" },
  { from: "c datetime", alter: "MODIFY c datetime(3)", codes: "MY130" },
  { from: "c int", alter: "MODIFY c int COMMENT 'x'", codes: [] },
  { from: "c int", alter: "MODIFY c int DEFAULT 7", codes: [] },

  {
    from: "p int",
    alter: "ADD CONSTRAINT f FOREIGN KEY (p) REFERENCES u (id)",
    before: "CREATE TABLE u (id int PRIMARY KEY)",
    codes: "MY131",
  },
  {
    from: "p int, KEY (p)",
    alter: "ADD CONSTRAINT f FOREIGN KEY (p) REFERENCES u (id)",
    before: "CREATE TABLE u (id int PRIMARY KEY); SET foreign_key_checks = 0",
    codes: [],
  },
  { keyless: true, alter: "ADD PRIMARY KEY (id)", codes: "MY132" },
  { alter: "DROP PRIMARY KEY", codes: "MY133" },
  { from: "c int NOT NULL", alter: "DROP PRIMARY KEY, ADD PRIMARY KEY (c)", codes: "MY137" },
  { from: "c text", alter: "ADD FULLTEXT KEY k (c)", codes: "MY134" },
  { from: "c geometry NOT NULL", alter: "ADD SPATIAL KEY k (c)", codes: "MY135" },
  { from: "c int", alter: "ADD KEY k (c)", codes: [] },
  { from: "c int", alter: "ADD UNIQUE KEY k (c)", codes: [] },
  { from: "c int, KEY k (c)", alter: "DROP KEY k", codes: [] },

  { from: "c varchar(20)", alter: "CONVERT TO CHARACTER SET latin1", codes: "MY136" },
  { from: "c varchar(20)", alter: "CHARACTER SET latin1", codes: [] },
  { from: "c int", alter: "ENGINE MyISAM", codes: "MY138" },
  { alter: "PARTITION BY HASH (id) PARTITIONS 2", codes: "MY139" },
  { options: "PARTITION BY HASH (id) PARTITIONS 2", alter: "REMOVE PARTITIONING", codes: "MY139" },
  { options: "PARTITION BY HASH (id) PARTITIONS 2", alter: "COALESCE PARTITION 1", codes: "MY139" },
  {
    options: "PARTITION BY RANGE (id) (PARTITION a VALUES LESS THAN (5))",
    alter: "ADD PARTITION (PARTITION b VALUES LESS THAN (9))",
    codes: [],
  },

  { from: "c int", alter: "ADD d int AS (c + 1) STORED", codes: "MY140" },
  { from: "c int", alter: "ADD d int AS (c + 1) VIRTUAL", codes: [] },
  { keyless: true, alter: "ADD c int NOT NULL AUTO_INCREMENT, ADD KEY (c)", codes: "MY141" },
  { from: "c int", alter: "ADD d int FIRST", codes: [] },
  { from: "c int", alter: "ADD d int NOT NULL DEFAULT 1", codes: [] },
  { from: "c int", alter: "DROP c", codes: [] },
  { from: "c int, d int AS (c + 1) STORED", alter: "MODIFY d int AS (c + 2) STORED", codes: "MY143" },
  {
    from: "c int, d int AS (c + 1) VIRTUAL",
    alter: "MODIFY d int AS (c + 2) VIRTUAL",
    codes: { mysql: "MY143", mariadb: [] },
  },
  { from: "c int, d int AS (c + 1) STORED", alter: "MODIFY d int", codes: "MY143" },
  { from: "c int", alter: "ADD CONSTRAINT k CHECK (c > 0)", codes: "MY144", since: enforced },
  {
    from: "c int",
    alter: "ADD CONSTRAINT k CHECK (c > 0) NOT ENFORCED",
    only: "mysql",
    codes: [],
    since: enforced,
  },
  {
    from: "c int, CONSTRAINT k CHECK (c > 0)",
    alter: "DROP CONSTRAINT k, ADD CONSTRAINT k CHECK (c > 1)",
    codes: "MY145",
    since: { mysql: "8.0.19" },
  },
  {
    from: "c int, CONSTRAINT k CHECK (c > 0) NOT ENFORCED",
    alter: "ALTER CHECK k ENFORCED",
    only: "mysql",
    codes: "MY145",
    since: enforced,
  },
  {
    from: "c int, CONSTRAINT k CHECK (c > 0)",
    alter: "ALTER CHECK k NOT ENFORCED",
    only: "mysql",
    codes: [],
    since: enforced,
  },
  {
    from: "c int, CONSTRAINT k CHECK (c > 0)",
    alter: "DROP CONSTRAINT k",
    codes: [],
    since: { mysql: "8.0.19" },
  },
  { options: "WITH SYSTEM VERSIONING", alter: "DROP SYSTEM VERSIONING", only: "mariadb", codes: "MY146" },
  { from: "c int", alter: "MODIFY c int NOT NULL", codes: "MY147" },
  { from: "c int NOT NULL", alter: "MODIFY c int NULL", codes: "MY147" },
  { from: "c varchar(20)", alter: "MODIFY c varchar(20) CHARACTER SET latin1", codes: "MY148" },
  { from: "c varchar(20)", alter: "MODIFY c varchar(20) COLLATE utf8mb4_bin", codes: [], former: copied },
  {
    from: "c varchar(20), KEY (c)",
    alter: "MODIFY c varchar(20) COLLATE utf8mb4_bin",
    codes: { mysql: "MY148", mariadb: [] },
  },
  {
    from: "c enum('a')",
    alter: "MODIFY c enum('a') COLLATE utf8mb4_bin",
    codes: { mysql: [], mariadb: "MY148" },
    former: copied,
  },
  {
    from: "c varchar(20) CHARACTER SET utf8mb3",
    alter: "MODIFY c varchar(20) CHARACTER SET utf8mb4",
    codes: [],
    former: copied,
  },
];

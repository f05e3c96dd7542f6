import type { TableCase } from "./table-cases.ts";

const table = (rest: string): string =>
  `CREATE TABLE t (id int NOT NULL, x int NOT NULL, PRIMARY KEY (id, x)) ${rest};`;
const change = (name: string, from: string, to: string, rest: Partial<TableCase> = {}): TableCase => ({
  name,
  from: table(from),
  to: table(to),
  ...rest,
});
const range = (list: string): string => `PARTITION BY RANGE (x) (${list})`;
const list = (values: string): string => `PARTITION BY LIST (x) (${values})`;
const seed = "INSERT INTO t VALUES (1, 1), (2, 15)";

/** What a table says of itself, and how it is partitioned. */
export const partitionCases: readonly TableCase[] = [
  change("the comment of a table", "COMMENT 'a'", "COMMENT 'b''c'"),
  change("the character set of a table", "CHARSET latin1", "CHARSET utf8mb4 COLLATE utf8mb4_bin"),
  change("the engine", "ENGINE=InnoDB", "ENGINE=MyISAM"),
  change("a row format", "ROW_FORMAT=DYNAMIC", "ROW_FORMAT=COMPACT"),
  change("the counter grows", "", "", {
    from: "CREATE TABLE t (id int AUTO_INCREMENT PRIMARY KEY) AUTO_INCREMENT=5;",
    to: "CREATE TABLE t (id int AUTO_INCREMENT PRIMARY KEY) AUTO_INCREMENT=50;",
    oneWay: true,
    plan: [/AUTO_INCREMENT 50/],
  }),
  {
    name: "columns of text follow their table",
    from: "CREATE TABLE t (id int PRIMARY KEY, a varchar(20), b varchar(20) CHARACTER SET latin1) CHARSET latin1;",
    to: "CREATE TABLE t (id int PRIMARY KEY, a varchar(20), b varchar(20) CHARACTER SET latin1) CHARSET utf8mb4;",
    seed: "INSERT INTO t VALUES (1, 'a', 'b')",
  },
  change(
    "partitions come",
    "",
    range("PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN MAXVALUE"),
    { seed },
  ),
  change(
    "a partition at the end",
    range("PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN (20)"),
    range(
      "PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN (20), PARTITION p2 VALUES LESS THAN (30)",
    ),
    {
      seed,
      plan: [/^ALTER TABLE `t` ADD PARTITION \(PARTITION `p2` VALUES LESS THAN \(30\)\)$/],
    },
  ),
  change(
    "a partition is split",
    range("PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN MAXVALUE"),
    range(
      "PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN (20), PARTITION p2 VALUES LESS THAN MAXVALUE",
    ),
    { seed },
  ),
  change(
    "the oldest partition goes",
    range("PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN (20)"),
    range("PARTITION p1 VALUES LESS THAN (20)"),
    { seed, rows: [{ id: 2, x: 15 }], plan: [/^ALTER TABLE `t` DROP PARTITION `p0`$/] },
  ),
  change(
    "the border of a partition moves",
    range("PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN (30)"),
    range("PARTITION p0 VALUES LESS THAN (20), PARTITION p1 VALUES LESS THAN (30)"),
    { seed, plan: [/^ALTER TABLE `t` REORGANIZE PARTITION `p0`, `p1` INTO /] },
  ),
  change(
    "a partition in the middle",
    range("PARTITION p0 VALUES LESS THAN (10), PARTITION p2 VALUES LESS THAN (30)"),
    range(
      "PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN (20), PARTITION p2 VALUES LESS THAN (30)",
    ),
    { seed },
  ),
  change(
    "a partition of a list",
    list("PARTITION p0 VALUES IN (1, 2)"),
    list("PARTITION p0 VALUES IN (1, 2), PARTITION p1 VALUES IN (15)"),
  ),
  change(
    "another value of a list",
    list("PARTITION p0 VALUES IN (1, 2), PARTITION p1 VALUES IN (15)"),
    list("PARTITION p0 VALUES IN (1), PARTITION p1 VALUES IN (2, 15)"),
    { seed },
  ),
  change(
    "more partitions by hash",
    "PARTITION BY HASH (id) PARTITIONS 2",
    "PARTITION BY HASH (id) PARTITIONS 4",
    { seed },
  ),
  change("another method", "PARTITION BY HASH (id) PARTITIONS 2", "PARTITION BY KEY (id) PARTITIONS 2", {
    seed,
  }),
  change(
    "partitions by columns",
    "",
    "PARTITION BY RANGE COLUMNS (x, id) (PARTITION p0 VALUES LESS THAN (10, MAXVALUE), PARTITION p1 VALUES LESS THAN (MAXVALUE, MAXVALUE) COMMENT 'last')",
  ),
  change("a column beside partitions", range("PARTITION p0 VALUES LESS THAN (10)"), "", {
    to: `CREATE TABLE t (id int NOT NULL, x int NOT NULL, y int, PRIMARY KEY (id, x)) ${range("PARTITION p0 VALUES LESS THAN (10)")};`,
  }),
  change("system versioning", "", "WITH SYSTEM VERSIONING", { only: "mariadb" }),
  change("a column of a table with history", "WITH SYSTEM VERSIONING", "", {
    to: "CREATE TABLE t (id int NOT NULL, x int NOT NULL, y int, PRIMARY KEY (id, x)) WITH SYSTEM VERSIONING;",
    only: "mariadb",
  }),
  {
    name: "a column without history",
    from: "CREATE TABLE t (id int PRIMARY KEY, a int) WITH SYSTEM VERSIONING;",
    to: "CREATE TABLE t (id int PRIMARY KEY, a int WITHOUT SYSTEM VERSIONING) WITH SYSTEM VERSIONING;",
    only: "mariadb",
  },
  {
    name: "columns of system time",
    from: "CREATE TABLE t (id int PRIMARY KEY);",
    to: "CREATE TABLE t (id int PRIMARY KEY, s timestamp(6) GENERATED ALWAYS AS ROW START, e timestamp(6) GENERATED ALWAYS AS ROW END, PERIOD FOR SYSTEM_TIME (s, e)) WITH SYSTEM VERSIONING;",
    only: "mariadb",
  },
  {
    name: "a period",
    from: "CREATE TABLE t (id int PRIMARY KEY, a date NOT NULL, b date NOT NULL);",
    to: "CREATE TABLE t (id int PRIMARY KEY, a date NOT NULL, b date NOT NULL, PERIOD FOR p (a, b));",
    only: "mariadb",
  },
];

import type { TableCase } from "./table-cases.ts";

const table = (columns: string, options = ""): string => `CREATE TABLE t (${columns}) ${options};`;
const change = (name: string, from: string, to: string, rest: Partial<TableCase> = {}): TableCase => ({
  name,
  from: table(from),
  to: table(to),
  ...rest,
});
const parent = "CREATE TABLE r (id int PRIMARY KEY, k varchar(20), UNIQUE KEY k (k)) CHARSET utf8mb4;";
const child = (columns: string, refs = "id int PRIMARY KEY, k varchar(20), UNIQUE KEY k (k)"): string =>
  `CREATE TABLE r (${refs}) CHARSET utf8mb4; CREATE TABLE t (id int PRIMARY KEY, ${columns}) CHARSET utf8mb4;`;

export const keyCases: readonly TableCase[] = [
  change(
    "a column of the primary key goes",
    "id int NOT NULL, a int NOT NULL, PRIMARY KEY (id, a)",
    "id int NOT NULL, PRIMARY KEY (id)",
  ),
  change(
    "a column of the primary key becomes a plain one",
    "id int NOT NULL, a int NOT NULL, PRIMARY KEY (a)",
    "id int NOT NULL, a int",
  ),
  change(
    "the only key of a column that counts gets another form",
    "id int NOT NULL AUTO_INCREMENT, a int, KEY k (id)",
    "id int NOT NULL AUTO_INCREMENT, a int, KEY k (id, a)",
  ),
  {
    name: "another collation on both sides of a foreign key",
    from: child("a varchar(20), KEY a (a), CONSTRAINT f FOREIGN KEY (a) REFERENCES r (k)"),
    to: child(
      "a varchar(20) COLLATE utf8mb4_bin, KEY a (a), CONSTRAINT f FOREIGN KEY (a) REFERENCES r (k)",
      "id int PRIMARY KEY, k varchar(20) COLLATE utf8mb4_bin, UNIQUE KEY k (k)",
    ),
  },
  {
    name: "a longer text that a foreign key refers to",
    from: child("a varchar(20), KEY a (a), CONSTRAINT f FOREIGN KEY (a) REFERENCES r (k)"),
    to: child(
      "a varchar(20), KEY a (a), CONSTRAINT f FOREIGN KEY (a) REFERENCES r (k)",
      "id int PRIMARY KEY, k varchar(30), UNIQUE KEY k (k)",
    ),
  },
  change("a primary key comes", "id int NOT NULL", "id int NOT NULL, PRIMARY KEY (id)"),
  change(
    "another primary key",
    "id int NOT NULL, a int NOT NULL, PRIMARY KEY (id)",
    "id int NOT NULL, a int NOT NULL, PRIMARY KEY (id, a)",
  ),
  change("a primary key that counts", "id int NOT NULL", "id int NOT NULL AUTO_INCREMENT, PRIMARY KEY (id)"),
  change(
    "another key of a column that counts",
    "id int NOT NULL AUTO_INCREMENT, a int NOT NULL, PRIMARY KEY (id)",
    "id int NOT NULL AUTO_INCREMENT, a int NOT NULL, PRIMARY KEY (a), UNIQUE KEY id (id)",
  ),
  change("an index comes", "id int PRIMARY KEY, a int", "id int PRIMARY KEY, a int, KEY a (a) COMMENT 'x'"),
  change(
    "a unique index comes",
    "id int PRIMARY KEY, a varchar(20)",
    "id int PRIMARY KEY, a varchar(20), UNIQUE KEY a (a(7))",
  ),
  change(
    "a descending index",
    "id int PRIMARY KEY, a int, KEY a (a)",
    "id int PRIMARY KEY, a int, KEY a (a DESC)",
    { since: { mysql: "8.0.1", mariadb: "10.8.1" } },
  ),
  change(
    "an index that nobody sees",
    "id int PRIMARY KEY, a int, KEY a (a)",
    "id int PRIMARY KEY, a int, KEY a (a) INVISIBLE",
    {
      only: "mysql",
      since: { mysql: "8.0.0" },
      plan: [/ALTER INDEX `a` INVISIBLE/],
    },
  ),
  change(
    "an index that is ignored",
    "id int PRIMARY KEY, a int, KEY a (a)",
    "id int PRIMARY KEY, a int, KEY a (a) IGNORED",
    {
      only: "mariadb",
      plan: [/ALTER INDEX `a` IGNORED/],
    },
  ),
  change(
    "a comment of an index",
    "id int PRIMARY KEY, a int, KEY a (a)",
    "id int PRIMARY KEY, a int, KEY a (a) COMMENT 'x'",
  ),
  change("a functional index", "id int PRIMARY KEY, a int", "id int PRIMARY KEY, a int, KEY f ((a + 1))", {
    only: "mysql",
    since: { mysql: "8.0.13" },
  }),
  change(
    "a column of a functional index goes",
    "id int PRIMARY KEY, a int, KEY f ((a + 1))",
    "id int PRIMARY KEY",
    { only: "mysql", since: { mysql: "8.0.13" } },
  ),
  change(
    "a fulltext index",
    "id int PRIMARY KEY, a text, b text",
    "id int PRIMARY KEY, a text, b text, FULLTEXT KEY a (a)",
  ),
  change(
    "two fulltext indexes",
    "id int PRIMARY KEY, a text, b text",
    "id int PRIMARY KEY, a text, b text, FULLTEXT KEY a (a), FULLTEXT KEY b (b)",
  ),
  change(
    "a parser",
    "id int PRIMARY KEY, a text, FULLTEXT KEY a (a)",
    "id int PRIMARY KEY, a text, FULLTEXT KEY a (a) WITH PARSER ngram",
    { only: "mysql" },
  ),
  change(
    "a spatial index",
    "id int PRIMARY KEY, a point NOT NULL",
    "id int PRIMARY KEY, a point NOT NULL, SPATIAL KEY a (a)",
  ),
  change(
    "a check comes",
    "id int PRIMARY KEY, a int",
    "id int PRIMARY KEY, a int, CONSTRAINT c CHECK (a > 0 AND a IN (1, 2))",
    { since: { mysql: "8.0.16" } },
  ),
  change(
    "another check",
    "id int PRIMARY KEY, a int, CONSTRAINT c CHECK (a > 0)",
    "id int PRIMARY KEY, a int, CONSTRAINT c CHECK (a > 1)",
    { since: { mysql: "8.0.16" } },
  ),
  change(
    "a check that nobody heeds",
    "id int PRIMARY KEY, a int, CONSTRAINT c CHECK (a > 0)",
    "id int PRIMARY KEY, a int, CONSTRAINT c CHECK (a > 0) NOT ENFORCED",
    { only: "mysql", since: { mysql: "8.0.16" } },
  ),
  {
    name: "a foreign key comes with its column",
    from: parent + table("id int PRIMARY KEY", "CHARSET utf8mb4"),
    to: child("rid int, KEY rid (rid), CONSTRAINT f FOREIGN KEY (rid) REFERENCES r (id) ON DELETE CASCADE"),
  },
  {
    name: "what a foreign key does",
    from: child("rid int, KEY rid (rid), CONSTRAINT f FOREIGN KEY (rid) REFERENCES r (id) ON DELETE CASCADE"),
    to: child(
      "rid int, KEY rid (rid), CONSTRAINT f FOREIGN KEY (rid) REFERENCES r (id) ON DELETE SET NULL ON UPDATE CASCADE",
    ),
  },
  {
    name: "a foreign key to another column",
    from: child(
      "a varchar(20), KEY a (a), CONSTRAINT f FOREIGN KEY (a) REFERENCES r (k)",
      "id int PRIMARY KEY, k varchar(20), l varchar(20), UNIQUE KEY k (k), UNIQUE KEY l (l)",
    ),
    to: child(
      "a varchar(20), KEY a (a), CONSTRAINT f FOREIGN KEY (a) REFERENCES r (l)",
      "id int PRIMARY KEY, k varchar(20), l varchar(20), UNIQUE KEY k (k), UNIQUE KEY l (l)",
    ),
  },
  {
    name: "another index below a foreign key",
    from: child("rid int, a int, KEY rid (rid), CONSTRAINT f FOREIGN KEY (rid) REFERENCES r (id)"),
    to: child("rid int, a int, KEY rid (rid, a), CONSTRAINT f FOREIGN KEY (rid) REFERENCES r (id)"),
  },
  {
    name: "an index of another name below a foreign key",
    from: child("rid int, a int, KEY rid (rid), CONSTRAINT f FOREIGN KEY (rid) REFERENCES r (id)"),
    to: child("rid int, a int, KEY other (rid, a), CONSTRAINT f FOREIGN KEY (rid) REFERENCES r (id)"),
  },
  {
    name: "another type on both sides of a foreign key",
    from: child("rid int, KEY rid (rid), CONSTRAINT f FOREIGN KEY (rid) REFERENCES r (id)"),
    to: child(
      "rid bigint, KEY rid (rid), CONSTRAINT f FOREIGN KEY (rid) REFERENCES r (id)",
      "id bigint PRIMARY KEY, k varchar(20), UNIQUE KEY k (k)",
    ),
    seed: "INSERT INTO r VALUES (1, 'a'); INSERT INTO t VALUES (1, 1)",
  },
  {
    name: "a longer text below a foreign key",
    from: child("a varchar(20), KEY a (a), CONSTRAINT f FOREIGN KEY (a) REFERENCES r (k)"),
    to: child("a varchar(30), KEY a (a), CONSTRAINT f FOREIGN KEY (a) REFERENCES r (k)"),
  },
  {
    name: "a key column takes no NULL, and another its type",
    from: child("rid int, n int, KEY rid (rid), CONSTRAINT f FOREIGN KEY (rid) REFERENCES r (id)"),
    to: child("rid int NOT NULL, n bigint, KEY rid (rid), CONSTRAINT f FOREIGN KEY (rid) REFERENCES r (id)"),
  },
  {
    name: "a referenced key begins to count",
    from: child("rid int, KEY rid (rid), CONSTRAINT f FOREIGN KEY (rid) REFERENCES r (id)"),
    to: child(
      "rid int, KEY rid (rid), CONSTRAINT f FOREIGN KEY (rid) REFERENCES r (id)",
      "id int AUTO_INCREMENT PRIMARY KEY, k varchar(20), UNIQUE KEY k (k)",
    ),
  },
  {
    name: "a table refers to itself",
    from: table("id int PRIMARY KEY, up int, KEY up (up), CONSTRAINT f FOREIGN KEY (up) REFERENCES t (id)"),
    to: table(
      "id bigint PRIMARY KEY, up bigint, KEY up (up), CONSTRAINT f FOREIGN KEY (up) REFERENCES t (id) ON DELETE CASCADE",
    ),
  },
  {
    name: "tables that refer to each other",
    from: "SELECT 1;",
    to: "SET foreign_key_checks = 0; CREATE TABLE a (id int PRIMARY KEY, b int, KEY b (b), CONSTRAINT fa FOREIGN KEY (b) REFERENCES b (id)); CREATE TABLE b (id int PRIMARY KEY, a int, KEY a (a), CONSTRAINT fb FOREIGN KEY (a) REFERENCES a (id)); SET foreign_key_checks = 1;",
  },
  {
    name: "tables that refer to each other change their types",
    from: "SET foreign_key_checks = 0; CREATE TABLE a (id int PRIMARY KEY, b int, KEY b (b), CONSTRAINT fa FOREIGN KEY (b) REFERENCES b (id)); CREATE TABLE b (id int PRIMARY KEY, a int, KEY a (a), CONSTRAINT fb FOREIGN KEY (a) REFERENCES a (id)); SET foreign_key_checks = 1;",
    to: "SET foreign_key_checks = 0; CREATE TABLE a (id bigint PRIMARY KEY, b bigint, KEY b (b), CONSTRAINT fa FOREIGN KEY (b) REFERENCES b (id)); CREATE TABLE b (id bigint PRIMARY KEY, a bigint, KEY a (a), CONSTRAINT fb FOREIGN KEY (a) REFERENCES a (id)); SET foreign_key_checks = 1;",
  },
  {
    name: "a referenced table goes with the key",
    from: child("rid int, KEY rid (rid), CONSTRAINT f FOREIGN KEY (rid) REFERENCES r (id)"),
    to: table("id int PRIMARY KEY, rid int", "CHARSET utf8mb4"),
  },
  {
    name: "a referenced index goes with the key",
    from: child("a varchar(20), KEY a (a), CONSTRAINT f FOREIGN KEY (a) REFERENCES r (k)"),
    to: child("a varchar(20), KEY a (a)", "id int PRIMARY KEY, k varchar(20)"),
  },
];

import type { Since } from "../databases.ts";

/** Schemas in SQL with words that the corpus has no change of. */
export const samples: readonly {
  readonly name: string;
  /** Only servers of this flavour have it. Default: all. */
  readonly only?: "mysql" | "mariadb";
  /** Versions before do not have it. Default: every version has it. */
  readonly since?: Since;
  readonly sql: string;
}[] = [
  {
    name: "the types",
    sql: `CREATE TABLE t (
      a tinyint, b mediumint unsigned, c time(3), d tinytext, e tinyblob, f mediumblob,
      g geometry, h linestring, i polygon, j multipoint, k multilinestring, l multipolygon, m geometrycollection,
      n float(7,3), o int(5) unsigned zerofill
    );`,
  },
  {
    name: "engines and options of tables",
    sql: `CREATE TABLE t1 (a int NOT NULL) ENGINE = CSV;
      CREATE TABLE t2 (a int, KEY i (a) COMMENT 'c', UNIQUE u (a)) ENGINE = MyISAM
        MIN_ROWS = 10 MAX_ROWS = 1000 AVG_ROW_LENGTH = 20 PACK_KEYS = 1 CHECKSUM = 1 DELAY_KEY_WRITE = 1;
      CREATE TABLE t3 (a int PRIMARY KEY COMMENT 'key') STATS_PERSISTENT = 1 STATS_AUTO_RECALC = 0
        STATS_SAMPLE_PAGES = 20 ROW_FORMAT = COMPRESSED KEY_BLOCK_SIZE = 8;
      CREATE TABLE t4 (a int, PRIMARY KEY USING BTREE (a)) ENGINE = MEMORY;`,
  },
  {
    name: "what foreign keys do",
    sql: `CREATE TABLE p (id int PRIMARY KEY);
      CREATE TABLE t (
        a int, b int,
        CONSTRAINT f1 FOREIGN KEY (a) REFERENCES p (id) ON UPDATE CASCADE ON DELETE SET NULL,
        CONSTRAINT f2 FOREIGN KEY (b) REFERENCES p (id) ON UPDATE NO ACTION ON DELETE RESTRICT
      );`,
  },
  {
    name: "partitions",
    sql: `CREATE TABLE t1 (a int, b int) PARTITION BY LIST COLUMNS (a, b)
        (PARTITION p0 VALUES IN ((1, 2), (3, 4)), PARTITION p1 VALUES IN ((5, 6)));
      CREATE TABLE t2 (a int) PARTITION BY LINEAR HASH (a) PARTITIONS 4;
      CREATE TABLE t3 (a int PRIMARY KEY) PARTITION BY LINEAR KEY (a) PARTITIONS 2;
      CREATE TABLE t4 (a int) PARTITION BY RANGE (a) SUBPARTITION BY HASH (a)
        (PARTITION p0 VALUES LESS THAN (10) COMMENT = 'low' (SUBPARTITION s0, SUBPARTITION s1),
         PARTITION p1 VALUES LESS THAN MAXVALUE (SUBPARTITION s2, SUBPARTITION s3));`,
  },
  {
    name: "triggers of each event",
    sql: `CREATE TABLE t (a int, b int);
      CREATE TRIGGER t1 BEFORE DELETE ON t FOR EACH ROW SET @x = OLD.a;
      CREATE TRIGGER t2 AFTER UPDATE ON t FOR EACH ROW SET @x = NEW.a;
      CREATE TRIGGER t3 AFTER DELETE ON t FOR EACH ROW SET @x = 1;
      CREATE TRIGGER t4 BEFORE UPDATE ON t FOR EACH ROW SET NEW.b = 1;
      CREATE TRIGGER t5 BEFORE UPDATE ON t FOR EACH ROW PRECEDES t4 SET NEW.b = 2;`,
  },
  {
    name: "facts of stored code",
    sql: `CREATE TABLE t (a int);
      CREATE DEFINER = 'somebody'@'%' SQL SECURITY DEFINER VIEW v AS SELECT a FROM t WITH LOCAL CHECK OPTION;
      SET sql_mode = 'ANSI_QUOTES';
      CREATE DEFINER = 'somebody'@'%' PROCEDURE p (INOUT x int) READS SQL DATA COMMENT 'c' SET x = 1;
      CREATE DEFINER = 'somebody'@'%' FUNCTION f (x int) RETURNS varchar(20) CHARSET latin1 COLLATE latin1_bin
        DETERMINISTIC CONTAINS SQL SQL SECURITY INVOKER RETURN 'a';
      CREATE DEFINER = 'somebody'@'%' TRIGGER r BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1;
      CREATE DEFINER = 'somebody'@'%' EVENT e ON SCHEDULE EVERY '1:30' HOUR_MINUTE
        STARTS '2035-01-01 00:00:00' ENDS '2036-01-01 00:00:00' ON COMPLETION PRESERVE DISABLE DO SELECT 1;`,
  },
  {
    name: "encrypted and compressed tables, and indexes of MySQL",
    only: "mysql",
    since: { mysql: "8.0.16" },
    sql: `CREATE TABLE t (
        a varchar(20), b int, c point NOT NULL SRID 4326,
        KEY i1 ((lower(a))), KEY i2 (b) INVISIBLE, SPATIAL KEY i3 (c), FULLTEXT KEY i4 (a) WITH PARSER ngram,
        CHECK (b > 0) NOT ENFORCED
      ) COMPRESSION = 'zlib';`,
  },
  {
    name: "what tables of MariaDB have",
    only: "mariadb",
    sql: `CREATE TABLE t1 (
        a int, b int WITHOUT SYSTEM VERSIONING,
        f timestamp(6) GENERATED ALWAYS AS ROW START INVISIBLE,
        u timestamp(6) GENERATED ALWAYS AS ROW END INVISIBLE,
        PERIOD FOR SYSTEM_TIME (f, u)
      ) WITH SYSTEM VERSIONING PARTITION BY SYSTEM_TIME (PARTITION p0 HISTORY, PARTITION p1 CURRENT);
      CREATE TABLE t2 (
        id int, f date, u date, PERIOD FOR valid (f, u), PRIMARY KEY (id, valid WITHOUT OVERLAPS)
      ) PAGE_COMPRESSED = 1 PAGE_COMPRESSION_LEVEL = 9;
      CREATE TABLE t3 (a int) ENGINE = Aria TRANSACTIONAL = 1 PAGE_CHECKSUM = 0;
      CREATE SEQUENCE s START WITH 10 NOCACHE ENGINE = MyISAM;
      CREATE AGGREGATE FUNCTION g (x int) RETURNS int DETERMINISTIC
      BEGIN
        DECLARE n int DEFAULT 0;
        DECLARE CONTINUE HANDLER FOR NOT FOUND RETURN n;
        LOOP
          FETCH GROUP NEXT ROW;
          SET n = n + x;
        END LOOP;
      END;`,
  },
  {
    name: "what MariaDB 11.8 has",
    only: "mariadb",
    since: { mariadb: "11.8.1" },
    sql: `CREATE TABLE t (v vector(3) NOT NULL, VECTOR INDEX i (v) M = 8 DISTANCE = cosine);
      CREATE SEQUENCE s AS int unsigned;
      CREATE PROCEDURE p (a int DEFAULT 7) SELECT a;`,
  },
];

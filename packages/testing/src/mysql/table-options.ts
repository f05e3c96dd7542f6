import type { MysqlTestServer } from "../mysql-servers.ts";

/** A table `t` with something that CREATE TABLE of the manual knows. */
interface TableOptionCase {
  readonly sql: string;
  /** What of it is not modelled, and so has to be named. Default: nothing, and a table made of the state says the same. */
  readonly names?: readonly string[];
  /** What is made first, besides. */
  readonly before?: string;
  /** Whether a table made of the state is shown alike. Default: where nothing is named. */
  readonly isSameText?: boolean;
}

/** Options of tables, columns, keys and partitions that a server takes without further set-up, one by one. */
export function tableOptions({ flavour, major }: MysqlTestServer): readonly TableOptionCase[] {
  if (flavour === "mysql") return [...common, ...ofMysql];
  return [...common, ...ofMariadb, ...(major >= 11 ? ofMariadb11 : [])];
}

const plain = "id int PRIMARY KEY, a int";

const common: readonly TableOptionCase[] = [
  ...[
    "AVG_ROW_LENGTH=100",
    "CHECKSUM=1",
    "DELAY_KEY_WRITE=1",
    "KEY_BLOCK_SIZE=8",
    "MAX_ROWS=10",
    "MIN_ROWS=1",
    "PACK_KEYS=1",
    "ROW_FORMAT=COMPACT",
    "ROW_FORMAT=DYNAMIC",
    "ROW_FORMAT=REDUNDANT",
    "ROW_FORMAT=COMPRESSED",
    "STATS_AUTO_RECALC=0",
    "STATS_PERSISTENT=1",
    "STATS_SAMPLE_PAGES=10",
    "COMMENT='it''s'",
    "ENGINE=MyISAM ROW_FORMAT=FIXED",
  ].map((option) => ({ sql: `CREATE TABLE t (${plain}) ${option}` })),
  // Its keys are hashes, and a table made of the state says so.
  { sql: `CREATE TABLE t (${plain}) ENGINE=MEMORY MAX_ROWS=5`, isSameText: false },
  { sql: `CREATE TABLE t (${plain}) CONNECTION='mysql://u:p@h/d/t'`, names: ["CONNECTION"] },
  {
    sql: "CREATE TABLE t (id int NOT NULL, KEY (id)) ENGINE=MRG_MyISAM UNION=(one) INSERT_METHOD=LAST",
    before: "CREATE TABLE one (id int NOT NULL, KEY (id)) ENGINE=MyISAM",
    names: ["UNION"],
  },
  { sql: `CREATE TABLE t (${plain}, KEY k (a) KEY_BLOCK_SIZE=4) ENGINE=MyISAM` },
  {
    sql: "CREATE TABLE t (id int) PARTITION BY KEY ALGORITHM=1 (id) PARTITIONS 2",
    names: ["ALGORITHM = 1 of KEY"],
  },
  {
    sql: "CREATE TABLE t (id int) PARTITION BY RANGE (id) (PARTITION a VALUES LESS THAN (5) MAX_ROWS=9 MIN_ROWS=2)",
    names: ["MAX_ROWS of partition a", "MIN_ROWS of partition a"],
  },
];

const ofMysql: readonly TableOptionCase[] = [
  { sql: "CREATE TABLE t (id int) ENGINE=ARCHIVE" },
  { sql: `CREATE TABLE t (${plain}) ENGINE=BLACKHOLE` },
  { sql: `CREATE TABLE t (${plain}) AUTOEXTEND_SIZE=4M` },
  {
    sql: "CREATE TABLE t (id int) AUTOEXTEND_SIZE=4M PARTITION BY HASH (id) PARTITIONS 2",
  },
  { sql: `CREATE TABLE t (${plain}) TABLESPACE innodb_system`, names: ["TABLESPACE"] },
  {
    sql: `CREATE TABLE t (${plain}) TABLESPACE innodb_system STORAGE DISK`,
    names: ["STORAGE", "TABLESPACE"],
  },
  { sql: `CREATE TABLE t (${plain}) COMPRESSION='zlib'` },
  { sql: `CREATE TABLE t (${plain}) ENCRYPTION='N'` },
  {
    sql: "CREATE TABLE t (id int COLUMN_FORMAT FIXED, a int COLUMN_FORMAT DYNAMIC STORAGE DISK)",
    names: ["COLUMN_FORMAT of column a", "COLUMN_FORMAT of column id", "STORAGE of column a"],
  },
  {
    sql: `CREATE TABLE t (${plain}, KEY k (a) KEY_BLOCK_SIZE=4)`,
    // Told only where the table has blocks of another size.
    isSameText: true,
  },
  {
    sql: `CREATE TABLE t (${plain}, KEY k (a) KEY_BLOCK_SIZE=4) KEY_BLOCK_SIZE=8`,
    names: ["KEY_BLOCK_SIZE of index k"],
  },
  {
    sql: "CREATE TABLE t (id int, a int NOT SECONDARY) SECONDARY_ENGINE=other",
    names: ["NOT SECONDARY of column a", "SECONDARY_ENGINE", "SECONDARY_LOAD"],
  },
  {
    sql: `CREATE TABLE t (id int SECONDARY_ENGINE_ATTRIBUTE '{"x": 1}') SECONDARY_ENGINE_ATTRIBUTE '{"x": 3}'`,
    names: ["SECONDARY_ENGINE_ATTRIBUTE of column id", "SECONDARY_ENGINE_ATTRIBUTE"],
  },
  { sql: "CREATE TABLE t (a geometry NOT NULL SRID 4326, SPATIAL KEY k (a))" },
  { sql: "CREATE TABLE t (a vector(3), b int INVISIBLE)" },
  { sql: "CREATE TABLE t (a varchar(9), FULLTEXT KEY k (a) WITH PARSER ngram COMMENT 'x')" },
  { sql: "CREATE TABLE t (a int, b int, KEY k (a DESC, (b + 1)) INVISIBLE)" },
  { sql: "CREATE TABLE t (id int PRIMARY KEY COMMENT 'c', CHECK (id > 1) NOT ENFORCED)", isSameText: true },
];

const ofMariadb: readonly TableOptionCase[] = [
  { sql: `CREATE TABLE t (${plain}) PAGE_COMPRESSED=1 PAGE_COMPRESSION_LEVEL=5` },
  { sql: `CREATE TABLE t (${plain}) ENCRYPTED=NO` },
  { sql: `CREATE TABLE t (${plain}) TRANSACTIONAL=1` },
  { sql: `CREATE TABLE t (${plain}) ENGINE=Aria PAGE_CHECKSUM=0 TRANSACTIONAL=0` },
  { sql: `CREATE TABLE t (${plain}, KEY k (a) KEY_BLOCK_SIZE=4)` },
  {
    sql: "CREATE TABLE t (id int, PRIMARY KEY (id) KEY_BLOCK_SIZE=8)",
    names: ["KEY_BLOCK_SIZE of index PRIMARY"],
  },
  { sql: "CREATE TABLE t (id int NOT NULL) ENGINE=CSV IETF_QUOTES=YES", names: ["IETF_QUOTES"] },
  { sql: "CREATE TABLE t (a varchar(100) COMPRESSED, b blob COMPRESSED=zlib)" },
  { sql: "CREATE TABLE t (a geometry REF_SYSTEM_ID=4326 NOT NULL, b point, SPATIAL KEY k (a))" },
  {
    sql: "CREATE TABLE t (a int, b date, c date, PERIOD FOR p (b, c), UNIQUE (a, p WITHOUT OVERLAPS)) WITH SYSTEM VERSIONING",
  },
  { sql: "CREATE TABLE t (a int WITHOUT SYSTEM VERSIONING, b int INVISIBLE) WITH SYSTEM VERSIONING" },
  { sql: "CREATE TABLE t (a int, b int CHECK (b > 1), KEY k (a) IGNORED, KEY l (b DESC) COMMENT 'x')" },
  {
    sql: "CREATE TABLE t (a int) WITH SYSTEM VERSIONING PARTITION BY SYSTEM_TIME LIMIT 100 PARTITIONS 3",
    // Partitions that a number asks for are told one by one.
    isSameText: false,
  },
];

const ofMariadb11: readonly TableOptionCase[] = [
  { sql: "CREATE TABLE t (a vector(3) NOT NULL, VECTOR KEY k (a) DISTANCE=cosine M=5)", isSameText: false },
];

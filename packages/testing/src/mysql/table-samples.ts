import { isSince, type MysqlTestServer, type Since } from "../databases.ts";

/** A statement, or one that only some versions understand. */
type Sample = string | { readonly since: Since; readonly sql: string };

/** Tables that between them have nearly everything that a table can have; each statement by itself. */
export function tableSamples(server: MysqlTestServer): readonly string[] {
  const all: readonly Sample[] = [...common, ...(server.flavour === "mysql" ? ofMysql : ofMariadb)];
  return all.flatMap((sample) => {
    if (typeof sample === "string") return sample;
    return isSince(server, sample.since) ? sample.sql : [];
  });
}

/** Whether the table of defaults is there: it has expressions, and columns that nobody sees. */
export function hasAllDefaults(server: MysqlTestServer): boolean {
  return isSince(server, allDefaults);
}

const allDefaults: Since = { mysql: "8.0.23" };

const common: readonly Sample[] = [
  `CREATE TABLE types (a tinyint, b tinyint(1), c smallint unsigned, d mediumint(9), e int(5) zerofill, f bigint unsigned,
    g bit, h bit(8), i decimal, j decimal(10,2) unsigned, k numeric(5), l float, m float(7,3), n float(30), o double,
    p double(10,4), q real, r date, s time(3), t datetime, u datetime(6), v timestamp null, w year, x char, y char(10),
    z varchar(20) character set latin1, a1 binary, b1 binary(16), c1 varbinary(20), d1 tinytext, e1 text, f1 mediumtext,
    g1 longtext, h1 tinyblob, i1 blob, j1 mediumblob, k1 longblob, l1 enum('a','b''c','d,e','f\\\\g'), m1 set('x','y'),
    n1 json, o1 geometry, q1 geometrycollection, r1 multipolygon, s1 national char(5), u1 int(1), w1 bool,
    x1 tinyint(1) unsigned, y1 int(1) zerofill, z1 serial, k2 decimal(8,3) zerofill)`,
  `CREATE TABLE plain_defaults (a int default 7, b varchar(10) default '', c varchar(10) default 'NULL', d varchar(10),
    f bit(3) default b'101', g binary(3) default 'abc', h varbinary(5) default x'0a0b',
    j timestamp(3) default current_timestamp(3) on update current_timestamp(3),
    k datetime(6) default '2020-01-01 00:00:00', o decimal(10,2) default 1.5, q double default 1e10,
    t varchar(30) default 'it''s "x" \\\\ back\nline', w set('a','b') default 'a,b', y time default '10:00:00',
    f1 varchar(20) default '😀', k1 varchar(20) as (concat(b,'\\'é\\\\x')) stored, v1 int as (a + 1) virtual,
    m1 varbinary(4) default x'ff00', s1 varbinary(5) not null default x'610062', p1 timestamp null)`,
  {
    since: allDefaults,
    sql: `CREATE TABLE defaults (a int default 7, b varchar(10) default '', c varchar(10) default 'NULL', d varchar(10),
    e varchar(20) not null, f bit(3) default b'101', g binary(3) default 'abc', h varbinary(5) default x'0a0b',
    i datetime default current_timestamp,
    j timestamp(3) default current_timestamp(3) on update current_timestamp(3),
    k datetime(6) default '2020-01-01 00:00:00', l varchar(40) default (uuid()), m int default (1+2),
    n json default (json_array()), o decimal(10,2) default 1.5, q double default 1e10, r bool default true,
    s enum('a','b') default 'b', t varchar(30) default 'it''s "x" \\\\ back\nline', u date default (current_date),
    v varchar(20) default (concat('a','\\'')), w set('a','b') default 'a,b', x year default 2020,
    y time default '10:00:00', z char(5) default '0x41', a1 int default -5, b1 text default ('abc'),
    c1 datetime default (now()), d1 bigint default 9223372036854775807, e1 datetime on update current_timestamp,
    f1 varchar(20) default '😀', g1 varbinary(10) default '', i1 int invisible,
    j1 int generated always as (a+1) virtual invisible, k1 varchar(20) as (concat(b,'\\'é\\\\x')) stored,
    l1 char(1) default '\\0', m1 varbinary(4) default x'ff00', n1 double default 1e300, o1 varchar(9) default '?',
    r1 binary(4) not null default 'a', s1 varbinary(5) not null default x'610062',
    p1 decimal(30,20) default 1.12345678901234567890, q1 varchar(20) default (concat('日😀','x'))
    comment 'c''o"m\\\\m\nné') COMMENT 'the "table" \\\\ it''s é'`,
  },
  `CREATE TABLE charsets (a varchar(10) character set latin1 collate latin1_bin, b varchar(10) collate utf8mb4_bin,
    c char(3) character set ucs2 default 'a', d text character set utf8mb3, e varchar(10) default 'é',
    f varchar(9) collate latin1_bin as (concat(a, 'x'))) character set latin1`,
  `CREATE TABLE indexes (id int primary key auto_increment, a varchar(100), b text, c int, p point not null,
    key k1 (a(10) desc, c), unique key u1 (a), fulltext key ft (a, b), spatial key sp (p), key h (c) using hash,
    key \`we\`\`ird name\` (c) comment 'co''m"m\\\\') AUTO_INCREMENT = 1000`,
  "CREATE TABLE memory_table (id int, key h (id) using hash, key b (id) using btree) engine=memory comment='m''e\"m\\\\'",
  `CREATE TABLE my_isam (id int auto_increment, primary key (id), key (id)) engine=myisam AUTO_INCREMENT=50 PACK_KEYS=1
    DELAY_KEY_WRITE=1 CHECKSUM=1 AVG_ROW_LENGTH=100 MAX_ROWS=1000 MIN_ROWS=10 ROW_FORMAT=FIXED`,
  "CREATE TABLE csv_table (a int not null) engine=csv",
  `CREATE TABLE options (id int primary key) ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=8 STATS_PERSISTENT=1
    STATS_AUTO_RECALC=0 STATS_SAMPLE_PAGES=10 charset latin1`,
  "CREATE TABLE keyed (a int, b varchar(20), primary key (b(5) desc, a) comment 'the pk')",
  `CREATE TABLE \`We\`\`ird Table\` (\`a b\` int primary key, \`c"d\` int, \`e'f\` varchar(9), check (\`c"d\` > 0),
    constraint \`ck \`\`x\` check (\`e'f\` <> 'é\\'b\\\\😀'), constraint c3 check (json_valid('{}')))`,
  "CREATE TABLE parent (id int primary key, code varchar(10), unique key (code))",
  `CREATE TABLE child (id int primary key, a int, b int, c varchar(10), d int,
    constraint f1 foreign key (a) references parent (id) on delete cascade on update set null,
    constraint f2 foreign key (b) references parent (id) on delete restrict,
    foreign key (c) references parent (code) on delete no action, foreign key (d) references child (id))`,
  `CREATE TABLE by_range (id int, d date) partition by range (id)
    (partition p0 values less than (10) comment 'it''s first', partition \`p 1\` values less than maxvalue)`,
  `CREATE TABLE by_columns (id int, d date, v varchar(10)) partition by range columns (d, v)
    (partition p0 values less than ('2020-01-01','a''b'), partition p1 values less than (maxvalue, maxvalue))`,
  `CREATE TABLE by_list (id int, v varchar(10)) partition by list columns (v, id)
    (partition p0 values in (('a',1),('b',2)), partition p1 values in (('c',NULL)))`,
  "CREATE TABLE by_hash (id int) partition by linear hash (id+1) partitions 4",
  "CREATE TABLE by_key (id int primary key) partition by key () partitions 2",
  "CREATE TABLE by_names (id int) partition by hash (id) (partition a comment 'c1', partition b)",
  `CREATE TABLE \`täble\` (\`naïve\` varchar(10) character set utf8mb4, \`日\` int, constraint \`prüf\` check (\`日\` > 1),
    check (\`naïve\` <> 'é'), g varchar(30) as (concat(\`naïve\`, 'ü')), key \`ключ\` (\`日\`))
    partition by list columns (\`naïve\`)
    (partition \`pä\` values in ('é','日😀') comment 'ü', partition p1 values in (NULL,'a\\\\b''c'))`,
  `CREATE TABLE \`order\` (\`select\` int, \`a.b\` int default 3, key \`key\` (\`select\`, \`a.b\`),
    constraint \`check\` check (\`select\` > \`a.b\`))`,
  `CREATE TABLE by_time (a timestamp null) partition by range (unix_timestamp(a))
    (partition p0 values less than (1577836800), partition p1 values less than maxvalue)`,
  `CREATE TABLE by_two (id int, d date) partition by range (year(d)) subpartition by hash (to_days(d)) subpartitions 2
    (partition p0 values less than (2000), partition p1 values less than maxvalue)`,
  `CREATE TABLE by_two_names (id int, d date) partition by range (year(d)) subpartition by key (id)
    (partition p0 values less than (2000) (subpartition s0, subpartition s1),
    partition p1 values less than maxvalue (subpartition s2, subpartition s3))`,
];

const ofMysql: readonly Sample[] = [
  "CREATE TABLE shown_in_part (a varchar(9) not null default '日😀', b binary(4) not null default x'00ff')",
  {
    since: { mysql: "8.0.3" },
    sql: `CREATE TABLE places (a point not null srid 4326, b point not null srid 0, c geometry not null,
      spatial key (a))`,
  },
  { since: { mysql: "9.0.0" }, sql: "CREATE TABLE directions (v vector(3))" },
  {
    since: { mysql: "8.0.17" },
    sql: `CREATE TABLE functional (id int, a varchar(50), j json, key f1 ((lower(a)), id), key f2 ((id + 1) desc),
    key mv ((cast(j->'$.a' as unsigned array))), unique key fu ((concat(a,'\\'é'))), key inv (id) invisible,
    fulltext key ng (a) with parser ngram)`,
  },
  {
    since: { mysql: "8.0.16" },
    sql: "CREATE TABLE unenforced (a int, constraint c check (a > 0) not enforced)",
  },
  "CREATE TABLE squeezed (a int) COMPRESSION='zlib'",
  "CREATE TABLE latin (a varchar(9), check (a <> _latin1 0xE9))",
];

const ofMariadb: readonly Sample[] = [
  "CREATE SEQUENCE numbers",
  "CREATE TABLE counted (a bigint default nextval(numbers), b int default (a + 1), c date default curdate())",
  `CREATE TABLE json_columns (a json, b json not null default '{}', c longtext check (json_valid(c)),
    d longtext character set utf8mb4 collate utf8mb4_bin, e json check (json_valid(e) and json_length(e) < 5),
    f longtext character set utf8mb4 collate utf8mb4_bin check (json_valid(\`a\`)), g json comment 'x',
    h int default 5 comment 'x' check (h > 0), constraint h2 check (json_valid(a)), constraint d check (json_valid(d)))`,
  { since: { mariadb: "10.10.1" }, sql: "CREATE TABLE newer_types (a uuid, b inet4)" },
  `CREATE TABLE own_types (c inet6, d varchar(30) compressed, e blob compressed=zlib,
    f varchar(30) compressed not null default 'x' comment 'c' invisible)`,
  "CREATE TABLE long_unique (a text, b text, c int, unique key lu (a), unique key lu2 (b, c) using hash, key ig (c) ignored)",
  "CREATE TABLE aria_table (id int auto_increment, primary key (id)) engine=aria TRANSACTIONAL=1 PAGE_CHECKSUM=1",
  "CREATE TABLE squeezed (id int primary key) page_compressed='ON' page_compression_level=5",
  "CREATE TABLE versioned (id int primary key, a int, b int without system versioning) with system versioning",
  `CREATE TABLE versioned_columns (id int primary key, a int, rs timestamp(6) generated always as row start,
    re timestamp(6) generated always as row end invisible, period for system_time (rs, re)) with system versioning`,
  `CREATE TABLE versioned_parts (id int, a int) with system versioning partition by system_time
    (partition p0 history, partition pc current)`,
  `CREATE TABLE versioned_limit (id int, a int) with system versioning
    partition by system_time limit 1000 (partition p0 history, partition p1 history, partition pn current)`,
  `CREATE TABLE periods (id int, s date, e date, period for \`my p\` (s, e), primary key (id, \`my p\` without overlaps),
    unique key u (s, e), constraint c check (id > 0))`,
  `CREATE TABLE list_default (id int) partition by list (id)
    (partition p0 values in (1, 2, NULL), partition pd default)`,
];

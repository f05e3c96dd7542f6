/** What a statement was seen to do to the table `t` that was there before it. */
export type Seen = "rewrites" | "scans" | "neither";

/** One statement over one table, what lint says of it, and what the server does. */
export interface PostgresCase {
  /** Runs before; `t` is the table that is watched. */
  readonly setup: string;
  readonly sql: string;
  /** Codes of the PostgreSQL analyzers. */
  readonly codes: readonly string[];
  /** Absent: nothing is claimed of it. */
  readonly seen?: Seen;
  /** The strongest lock on `t`, where lint names it: `ShareLock`. */
  readonly lock?: string;
  /** Oldest and newest major that has it. */
  readonly since?: number;
  readonly until?: number;
}

const t = (columns: string): string => `CREATE TABLE t (id int NOT NULL, ${columns});`;

/** `from` to `to` of a column, by codes and what is seen. */
function retype(from: string, to: string, seen: Seen, using = ""): PostgresCase {
  return {
    setup: t(`c ${from}`),
    sql: `ALTER TABLE t ALTER COLUMN c TYPE ${to}${using}`,
    codes: seen === "rewrites" ? ["PG301"] : [],
    seen,
  };
}

const types: readonly PostgresCase[] = [
  retype("varchar(10)", "varchar(20)", "neither"),
  retype("varchar(10)", "varchar", "neither"),
  retype("varchar(10)", "text", "neither"),
  retype("text", "varchar", "neither"),
  retype("varchar(20)", "varchar(10)", "rewrites"),
  retype("text", "varchar(10)", "rewrites"),
  retype("char(10)", "char(20)", "rewrites"),
  retype("char(10)", "varchar(10)", "rewrites"),
  retype("numeric(10,2)", "numeric(12,2)", "neither"),
  retype("numeric(10,2)", "numeric", "neither"),
  retype("numeric(10,2)", "numeric(12,3)", "rewrites"),
  retype("numeric(10,2)", "numeric(9,2)", "rewrites"),
  retype("numeric", "numeric(10,2)", "rewrites"),
  retype("cidr", "inet", "neither"),
  retype("inet", "cidr", "rewrites"),
  retype("int", "bigint", "rewrites"),
  retype("bigint", "int", "rewrites"),
  retype("bit varying(4)", "bit varying(8)", "neither"),
  retype("bit(4)", "bit(8)", "rewrites"),
  retype("timestamp(3)", "timestamp(6)", "neither"),
  retype("timestamp", "timestamp(3)", "rewrites"),
  retype("interval(2)", "interval", "neither"),
  retype("varchar(10)[]", "varchar[]", "neither"),
  retype("int[]", "bigint[]", "rewrites"),
  retype("json", "jsonb", "rewrites"),
  retype("varchar(10)", "text", "rewrites", " USING upper(c)"),
  retype("varchar(10)", "text", "neither", " USING c::text"),
  {
    setup: `CREATE DOMAIN d AS int CHECK (VALUE > 0); ${t("c d")}`,
    sql: "ALTER TABLE t ALTER COLUMN c TYPE int",
    codes: [],
    seen: "neither",
  },
  {
    setup: `CREATE DOMAIN d AS int CHECK (VALUE > 0); ${t("c int")}`,
    sql: "ALTER TABLE t ALTER COLUMN c TYPE d",
    codes: ["PG301"],
    seen: "rewrites",
  },
  {
    setup: t("c serial"),
    sql: "ALTER TABLE t ALTER COLUMN c DROP DEFAULT",
    codes: [],
    seen: "neither",
  },
  {
    setup: `${t("c text")} CREATE INDEX i ON t (c);`,
    sql: 'ALTER TABLE t ALTER COLUMN c TYPE text COLLATE "C"',
    codes: ["PG301"],
  },
  {
    setup: t("c text"),
    sql: 'ALTER TABLE t ALTER COLUMN c TYPE text COLLATE "C"',
    codes: [],
    seen: "neither",
  },
];

const columns: readonly PostgresCase[] = [
  {
    // The parts of a partitioned table are told once.
    setup: "CREATE TABLE t (id int, c int) PARTITION BY RANGE (id); CREATE TABLE t1 PARTITION OF t DEFAULT;",
    sql: "ALTER TABLE t ALTER COLUMN c TYPE bigint",
    codes: ["PG301"],
  },
  {
    setup: "CREATE TABLE t (id int, c int) PARTITION BY RANGE (id); CREATE TABLE t1 PARTITION OF t DEFAULT;",
    sql: "ALTER TABLE t ADD PRIMARY KEY (id)",
    codes: ["PG104", "PG304"],
  },
  {
    setup: t("c int"),
    sql: "ALTER TABLE t ADD d uuid DEFAULT gen_random_uuid()",
    codes: ["PG302"],
    seen: "rewrites",
  },
  {
    setup: t("c int"),
    sql: "ALTER TABLE t ADD d timestamptz DEFAULT clock_timestamp()",
    codes: ["PG302"],
    seen: "rewrites",
  },
  { setup: t("c int"), sql: "ALTER TABLE t ADD d serial", codes: ["PG302"], seen: "rewrites" },
  {
    setup: t("c int"),
    sql: "ALTER TABLE t ADD d timestamptz NOT NULL DEFAULT now()",
    codes: [],
    seen: "neither",
  },
  {
    setup: t("c int"),
    sql: "ALTER TABLE t ADD d text DEFAULT lower('random()')",
    codes: [],
    seen: "neither",
  },
  {
    setup: `CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 1; END'; ${t("c int")}`,
    sql: "ALTER TABLE t ADD d int DEFAULT f()",
    codes: ["PG302"],
    seen: "rewrites",
  },
  {
    setup: `CREATE FUNCTION f() RETURNS int LANGUAGE sql STABLE AS 'SELECT 1'; ${t("c int")}`,
    sql: "ALTER TABLE t ADD d int DEFAULT f()",
    codes: [],
    seen: "neither",
  },
  {
    setup: t("c int"),
    sql: "ALTER TABLE t ADD d int GENERATED ALWAYS AS (c + 1) STORED",
    codes: ["PG309"],
    seen: "rewrites",
  },
  {
    setup: t("c int"),
    sql: "ALTER TABLE t ADD d int GENERATED ALWAYS AS (c + 1) VIRTUAL",
    codes: [],
    seen: "neither",
    since: 18,
  },
  {
    setup: t("c int"),
    sql: "ALTER TABLE t ADD d int GENERATED ALWAYS AS IDENTITY",
    codes: ["PG310"],
    seen: "rewrites",
  },
  { setup: t("c int"), sql: "ALTER TABLE t ALTER c SET NOT NULL", codes: ["PG303"], seen: "scans" },
  {
    setup: t("c int CHECK (c IS NOT NULL AND c > 0)"),
    sql: "ALTER TABLE t ALTER c SET NOT NULL",
    codes: [],
    seen: "neither",
  },
  {
    setup: `${t("c int")} ALTER TABLE t ADD CHECK (c IS NOT NULL) NOT VALID;`,
    sql: "ALTER TABLE t ALTER c SET NOT NULL",
    codes: ["PG303"],
    seen: "scans",
  },
  {
    setup: t("c int"),
    sql: "ALTER TABLE t ADD CONSTRAINT n NOT NULL c NOT VALID",
    codes: [],
    seen: "neither",
    since: 18,
  },
];

const constraints: readonly PostgresCase[] = [
  {
    setup: t("c int"),
    sql: "ALTER TABLE t ADD CHECK (c > 0) NO INHERIT",
    codes: ["PG305"],
    seen: "scans",
  },
  {
    setup: `CREATE TABLE p (id int NOT NULL, c int CONSTRAINT k CHECK (c > 0)); ${t("c int CONSTRAINT k CHECK (c > 0)")}`,
    sql: "ALTER TABLE t INHERIT p",
    codes: [],
  },
  {
    setup: "CREATE TABLE p (c int, CONSTRAINT k CHECK (c > 0)); CREATE TABLE t (d int) INHERITS (p);",
    sql: "ALTER TABLE t NO INHERIT p",
    codes: [],
  },
  { setup: t("c int"), sql: "ALTER TABLE t ADD CHECK (c > 0)", codes: ["PG305"], seen: "scans" },
  { setup: t("c int"), sql: "ALTER TABLE t ADD CHECK (c > 0) NOT VALID", codes: [], seen: "neither" },
  {
    setup: t("c int"),
    sql: "ALTER TABLE t ADD CHECK (c > 0) NOT ENFORCED",
    codes: [],
    seen: "neither",
    since: 18,
  },
  {
    setup: `CREATE TABLE r (id int PRIMARY KEY); ${t("c int")}`,
    sql: "ALTER TABLE t ADD FOREIGN KEY (c) REFERENCES r",
    codes: ["PG306"],
    seen: "scans",
    lock: "ShareRowExclusiveLock",
  },
  {
    setup: `CREATE TABLE r (id int PRIMARY KEY); ${t("c int")}`,
    sql: "ALTER TABLE t ADD FOREIGN KEY (c) REFERENCES r NOT VALID",
    codes: [],
    seen: "neither",
  },
  {
    setup: `CREATE TABLE r (id int PRIMARY KEY); ${t("c int")}`,
    sql: "ALTER TABLE t ADD d int REFERENCES r",
    codes: [],
    seen: "neither",
  },
  {
    setup: `CREATE TABLE r (id int PRIMARY KEY); ${t("c int")}`,
    sql: "ALTER TABLE t ADD d int DEFAULT 1 REFERENCES r",
    codes: ["PG306"],
    seen: "scans",
  },
  {
    setup: t("c int"),
    sql: "ALTER TABLE t ADD PRIMARY KEY (id)",
    codes: ["PG104"],
    lock: "AccessExclusiveLock",
  },
  {
    setup: t("c int"),
    sql: "ALTER TABLE t ADD PRIMARY KEY (id, c)",
    codes: ["PG104", "PG304"],
    seen: "scans",
  },
  { setup: t("c int CHECK (c IS NOT NULL)"), sql: "ALTER TABLE t ADD PRIMARY KEY (c)", codes: ["PG104"] },
  {
    setup: `${t("c int")} CREATE UNIQUE INDEX i ON t (id);`,
    sql: "ALTER TABLE t ADD CONSTRAINT p PRIMARY KEY USING INDEX i",
    codes: [],
    seen: "neither",
  },
  { setup: t("c int"), sql: "ALTER TABLE t ADD UNIQUE (c)", codes: ["PG105"], lock: "AccessExclusiveLock" },
  {
    setup: `${t("c int")} CREATE UNIQUE INDEX i ON t (c);`,
    sql: "ALTER TABLE t ADD CONSTRAINT u UNIQUE USING INDEX i",
    codes: [],
    seen: "neither",
  },
  {
    setup: t("c int"),
    sql: "ALTER TABLE t ADD EXCLUDE USING btree (c WITH =)",
    codes: ["PG109"],
    lock: "AccessExclusiveLock",
  },
  {
    setup: `${t("c int NOT NULL")} ALTER TABLE t ADD CONSTRAINT p PRIMARY KEY (id);`,
    sql: "ALTER TABLE t DROP CONSTRAINT p, ADD CONSTRAINT p PRIMARY KEY (id, c)",
    codes: ["PG312"],
    lock: "AccessExclusiveLock",
  },
  {
    setup: `${t("c int NOT NULL")} ALTER TABLE t ADD CONSTRAINT p PRIMARY KEY (id); CREATE UNIQUE INDEX i ON t (id, c);`,
    sql: "ALTER TABLE t DROP CONSTRAINT p, ADD CONSTRAINT p PRIMARY KEY USING INDEX i",
    codes: [],
    seen: "neither",
  },
];

const traits: readonly PostgresCase[] = [
  { setup: t("c int"), sql: "ALTER TABLE t SET UNLOGGED", codes: ["PG307"], seen: "rewrites" },
  {
    setup: "CREATE UNLOGGED TABLE t (id int);",
    sql: "ALTER TABLE t SET LOGGED",
    codes: ["PG307"],
    seen: "rewrites",
  },
  {
    setup: `CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler; ${t("c int")}`,
    sql: "ALTER TABLE t SET ACCESS METHOD heap2",
    codes: ["PG311"],
    seen: "rewrites",
    since: 15,
  },
  { setup: t("c int"), sql: "ALTER TABLE t REPLICA IDENTITY FULL", codes: ["PG314"], seen: "neither" },
  { setup: t("c int"), sql: "ALTER TABLE t REPLICA IDENTITY NOTHING", codes: ["PG314"], seen: "neither" },
  {
    setup: `${t("c int")} ALTER TABLE t REPLICA IDENTITY FULL;`,
    sql: "ALTER TABLE t REPLICA IDENTITY DEFAULT",
    codes: [],
  },
  {
    setup: t("c int"),
    sql: "ALTER TABLE t SET (autovacuum_enabled = false, fillfactor = 70)",
    codes: ["PG320"],
    seen: "neither",
  },
  { setup: t("c int"), sql: "ALTER TABLE t SET (fillfactor = 70)", codes: [], seen: "neither" },
  {
    setup: `CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; ${t("c int")}`,
    sql: "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()",
    codes: ["PG308"],
    lock: "ShareRowExclusiveLock",
    seen: "neither",
  },
];

const indexes: readonly PostgresCase[] = [
  { setup: t("c int"), sql: "CREATE INDEX i ON t (c)", codes: ["PG101"], lock: "ShareLock" },
  { setup: t("c int"), sql: "CREATE INDEX CONCURRENTLY i ON t (c)", codes: ["PG103"] },
  {
    setup: `${t("c int")} CREATE INDEX i ON t (c);`,
    sql: "DROP INDEX i",
    codes: ["PG102"],
    lock: "AccessExclusiveLock",
  },
  { setup: `${t("c int")} CREATE INDEX i ON t (c);`, sql: "DROP INDEX CONCURRENTLY i", codes: ["PG103"] },
  {
    setup: `${t("c int")} CREATE INDEX i ON t (c);`,
    sql: "ALTER TABLE t DROP COLUMN c",
    codes: [],
    seen: "neither",
  },
  {
    setup: `${t("c int")} CREATE INDEX i ON t (c);`,
    sql: "ALTER INDEX i RENAME TO j",
    codes: [],
    seen: "neither",
  },
  {
    setup: "CREATE TABLE t (id int) PARTITION BY RANGE (id);",
    sql: "CREATE INDEX i ON t (id)",
    codes: ["PG108"],
    lock: "ShareLock",
  },
  {
    setup: "CREATE TABLE t (id int) PARTITION BY RANGE (id);",
    sql: "CREATE INDEX i ON ONLY t (id)",
    codes: [],
  },
  {
    setup:
      "CREATE TABLE t (id int) PARTITION BY RANGE (id); CREATE TABLE t1 PARTITION OF t DEFAULT; CREATE INDEX i ON ONLY t (id); CREATE INDEX i1 ON t1 (id);",
    sql: "ALTER INDEX i ATTACH PARTITION i1",
    codes: [],
  },
  {
    setup:
      "CREATE TABLE p (id int PRIMARY KEY, c int CHECK (c > 0)) PARTITION BY RANGE (id); CREATE TABLE t PARTITION OF p DEFAULT;",
    sql: "ALTER TABLE p DETACH PARTITION t",
    codes: [],
  },
  {
    setup: "CREATE MATERIALIZED VIEW t AS SELECT 1 AS c;",
    sql: "CREATE INDEX i ON t (c)",
    codes: ["PG101"],
    lock: "ShareLock",
  },
];

export const postgresCases: readonly PostgresCase[] = [
  ...types,
  ...columns,
  ...constraints,
  ...traits,
  ...indexes,
];

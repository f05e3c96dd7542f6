import type { MysqlTestServer } from "../databases.ts";

/** One attribute that changes alone. */
export interface KindCase {
  readonly name: string;
  /** What is there on both sides. */
  readonly base?: string;
  readonly from: string;
  readonly to: string;
  /** Default: every flavour. */
  readonly only?: MysqlTestServer["flavour"];
  /** Shapes that the statements of the plan from the one to the other have. */
  readonly plan?: readonly RegExp[];
}

const table = "CREATE TABLE t (id int PRIMARY KEY, name varchar(20), n int)";

const view = (from: string, to: string, base = table): Pick<KindCase, "base" | "from" | "to"> => ({
  base,
  from,
  to,
});

const views: readonly KindCase[] = [
  {
    name: "the query of a view, in place",
    ...view(
      "CREATE VIEW v AS SELECT id FROM t",
      "CREATE VIEW v AS SELECT id + 1 AS id, 'a.`b`;' AS x FROM t",
    ),
    plan: [/^CREATE OR REPLACE VIEW `v` \(`id`, `x`\) AS /],
  },
  {
    name: "names of columns of a view",
    ...view("CREATE VIEW v (a, b) AS SELECT id, n FROM t", "CREATE VIEW v (a, c) AS SELECT id, n FROM t"),
  },
  {
    name: "the check option of a view",
    ...view(
      "CREATE VIEW v AS SELECT id FROM t WHERE id > 1 WITH LOCAL CHECK OPTION",
      "CREATE VIEW v AS SELECT id FROM t WHERE id > 1",
    ),
  },
  {
    name: "a view whose rights are those of who asks",
    ...view("CREATE VIEW v AS SELECT id FROM t", "CREATE SQL SECURITY INVOKER VIEW v AS SELECT id FROM t"),
  },
  {
    name: "the algorithm of a view",
    ...view("CREATE VIEW v AS SELECT id FROM t", "CREATE ALGORITHM=TEMPTABLE VIEW v AS SELECT id FROM t"),
  },
  {
    name: "a view over a column that comes and one that goes",
    from: "CREATE TABLE t (id int, a int); CREATE VIEW v AS SELECT id, a FROM t; CREATE VIEW w AS SELECT * FROM v",
    to: "CREATE TABLE t (id int, b int); CREATE VIEW v AS SELECT id, b FROM t; CREATE VIEW w AS SELECT * FROM v",
  },
  {
    name: "a view over a column that changes its type",
    from: "CREATE TABLE t (id int, a int); CREATE VIEW v AS SELECT id, a FROM t",
    to: "CREATE TABLE t (id bigint, a varchar(9)); CREATE VIEW v AS SELECT id, a FROM t",
    plan: [/^ALTER TABLE [^;]*$/],
  },
  {
    name: "a view that becomes a table",
    base: table,
    from: "CREATE VIEW v AS SELECT id FROM t",
    to: "CREATE TABLE v (id int)",
  },
  {
    name: "a view whose table goes",
    from: `${table}; CREATE VIEW v AS SELECT id FROM t`,
    to: "CREATE TABLE u (x int); CREATE VIEW v AS SELECT x FROM u",
  },
  {
    name: "a view over a view and a function",
    ...view(
      "",
      `CREATE FUNCTION a_last() RETURNS int DETERMINISTIC RETURN 1; CREATE VIEW z AS SELECT id, a_last() AS f FROM t;
      CREATE VIEW a AS SELECT z.id, t.n FROM z JOIN t ON z.id = t.id`,
    ),
  },
];

const code = (from: string, to: string, only?: KindCase["only"]): Pick<KindCase, "from" | "to" | "only"> => ({
  from: `CREATE ${from}`,
  to: `CREATE ${to}`,
  ...(only && { only }),
});

const routines: readonly KindCase[] = [
  {
    name: "the body of a function, exactly",
    ...code(
      "FUNCTION f(a int) RETURNS varchar(9) DETERMINISTIC RETURN 'x'",
      `FUNCTION f(a int) RETURNS varchar(9) DETERMINISTIC BEGIN
        -- it's; a comment
        IF a THEN RETURN "a\\"';"; ELSE RETURN 'b\\n'; END IF; # another
      END`,
    ),
  },
  {
    name: "the body of a procedure",
    ...code("PROCEDURE p() SELECT 1", "PROCEDURE p() BEGIN DECLARE x int; SET x = 1; SELECT x; END"),
  },
  {
    name: "arguments of a procedure and their modes",
    ...code(
      "PROCEDURE p(a int, b int) SELECT 1",
      "PROCEDURE p(IN a bigint unsigned, OUT b int, INOUT `c d` enum('x','y''z')) SELECT 1",
    ),
  },
  {
    name: "the charset of an argument and of a result",
    ...code(
      "FUNCTION f(a varchar(9)) RETURNS text DETERMINISTIC RETURN a",
      "FUNCTION f(a varchar(9) CHARSET ascii) RETURNS text CHARSET ascii DETERMINISTIC RETURN a",
    ),
  },
  {
    name: "the type that a function returns",
    ...code(
      "FUNCTION f() RETURNS int DETERMINISTIC RETURN 1",
      "FUNCTION f() RETURNS decimal(10,2) unsigned DETERMINISTIC RETURN 1",
    ),
  },
  {
    name: "whether a function is deterministic",
    ...code(
      "FUNCTION f() RETURNS int NO SQL RETURN 1",
      "FUNCTION f() RETURNS int NO SQL DETERMINISTIC RETURN 1",
    ),
  },
  {
    name: "characteristics of a function, in place",
    ...code(
      "FUNCTION f() RETURNS int DETERMINISTIC RETURN 1",
      "FUNCTION f() RETURNS int DETERMINISTIC READS SQL DATA SQL SECURITY INVOKER COMMENT 'it''s \\\\' RETURN 1",
    ),
    plan: [/^ALTER FUNCTION `f` READS SQL DATA SQL SECURITY INVOKER COMMENT /],
  },
  {
    name: "the mode that a procedure was made under",
    from: "CREATE PROCEDURE p() SELECT 1",
    to: "SET sql_mode = 'ANSI_QUOTES'; CREATE PROCEDURE p() SELECT 1 AS \"a b\"; SET sql_mode = DEFAULT",
    plan: [/sql_mode = 'ANSI_QUOTES'/],
  },
  {
    name: "an aggregate function",
    only: "mariadb",
    ...code(
      "FUNCTION f(x int) RETURNS int DETERMINISTIC RETURN x",
      `AGGREGATE FUNCTION f(x int) RETURNS int BEGIN DECLARE s int DEFAULT 0;
      DECLARE CONTINUE HANDLER FOR NOT FOUND RETURN s; LOOP FETCH GROUP NEXT ROW; SET s = s + x; END LOOP; END`,
    ),
  },
];

const on = (name: string, body: string, place = "", event = "BEFORE INSERT"): string =>
  `CREATE TRIGGER ${name} ${event} ON t FOR EACH ROW ${place} ${body};`;
const set = (n: number): string => `SET NEW.n = ${n}`;

const triggers: readonly KindCase[] = [
  {
    name: "the body of a trigger",
    base: table,
    from: on("r", set(1)),
    to: on("r", "BEGIN SET NEW.name = 'a\\'b;'; END"),
  },
  {
    name: "when a trigger runs",
    base: table,
    from: on("r", "SET @a = 1"),
    to: on("r", "SET @a = 1", "", "AFTER UPDATE"),
  },
  {
    name: "the table of a trigger",
    base: `${table}; CREATE TABLE u LIKE t`,
    from: on("r", set(1)),
    to: "CREATE TRIGGER r BEFORE INSERT ON u FOR EACH ROW SET NEW.n = 1",
  },
  {
    name: "the order of triggers",
    base: table,
    from: on("a", set(1)) + on("b", set(2)) + on("c", set(3)),
    to: on("a", set(1)) + on("b", set(2)) + on("c", set(3), "PRECEDES a"),
  },
  {
    name: "the order of triggers, turned around",
    base: table,
    from: on("a", set(1)) + on("b", set(2)) + on("c", set(3)),
    to: on("c", set(3)) + on("b", set(2)) + on("a", set(1)),
  },
  {
    name: "a trigger before one that is there",
    base: table,
    from: on("b", set(2)),
    to: on("z", set(1)) + on("b", set(2)) + on("a", set(3)),
  },
  {
    name: "a trigger between others that goes, and comes",
    base: table,
    from: on("a", set(1)) + on("b", set(2)) + on("c", set(3)),
    to: on("a", set(1)) + on("c", set(3)),
  },
  {
    name: "the first of several triggers, which keeps its place",
    base: table,
    from: on("a", set(1)) + on("b", set(2)),
    to: on("a", set(9)) + on("b", set(2)),
  },
];

const event = (rest: string): string => `CREATE EVENT e ${rest}`;

const events: readonly KindCase[] = [
  {
    name: "the interval of an event",
    from: event("ON SCHEDULE EVERY 1 DAY DO SET @a = 1"),
    to: event("ON SCHEDULE EVERY '1:30' HOUR_MINUTE DO SET @a = 1"),
    plan: [/^ALTER EVENT `e` ON SCHEDULE EVERY '1:30' HOUR_MINUTE$/],
  },
  {
    name: "start and end of an event",
    from: event("ON SCHEDULE EVERY 1 DAY STARTS '2035-01-01' DO SET @a = 1"),
    to: event("ON SCHEDULE EVERY 1 DAY STARTS '2035-01-02' ENDS '2036-01-01 12:00:00' DO SET @a = 1"),
  },
  {
    name: "an event that runs once",
    from: event("ON SCHEDULE EVERY 1 DAY STARTS '2035-01-01' DO SET @a = 1"),
    to: event("ON SCHEDULE AT '2035-01-01' DO SET @a = 1"),
  },
  {
    name: "what becomes of an event, and whether it is on",
    from: event("ON SCHEDULE EVERY 1 DAY STARTS '2035-01-01' DO SET @a = 1"),
    to: event("ON SCHEDULE EVERY 1 DAY STARTS '2035-01-01' ON COMPLETION PRESERVE DISABLE DO SET @a = 1"),
  },
  {
    name: "the comment and the body of an event",
    from: event("ON SCHEDULE EVERY 1 DAY STARTS '2035-01-01' DO SET @a = 1"),
    to: event(
      "ON SCHEDULE EVERY 1 DAY STARTS '2035-01-01' COMMENT 'it''s' DO BEGIN SET @a = 'b\\'c'; SET @a = 2; END",
    ),
  },
];

const sequence = (from: string, to: string): Pick<KindCase, "from" | "to" | "only"> => ({
  from: `CREATE SEQUENCE s ${from}`,
  to: `CREATE SEQUENCE s ${to}`,
  only: "mariadb",
});

const sequences: readonly KindCase[] = [
  { name: "the increment of a sequence", ...sequence("", "INCREMENT BY 5") },
  { name: "the bounds of a sequence", ...sequence("", "MINVALUE -5 MAXVALUE 500") },
  {
    name: "the bounds of a sequence, away from its start",
    ...sequence("MAXVALUE 9", "START WITH 50 MINVALUE 20 MAXVALUE 500"),
  },
  {
    name: "bounds and direction of a sequence",
    ...sequence("", "INCREMENT BY -2 START WITH -5 MINVALUE -50 MAXVALUE -5"),
  },
  { name: "the start of a sequence", ...sequence("", "START WITH 50") },
  { name: "a sequence that begins anew", ...sequence("", "CYCLE") },
  { name: "the cache of a sequence", ...sequence("", "NOCACHE") },
  { name: "the comment of a sequence", ...sequence("", "COMMENT 'it''s'") },
  { name: "the engine of a sequence", ...sequence("", "ENGINE = Aria") },
];

export const kindCases: readonly KindCase[] = [...views, ...routines, ...triggers, ...events, ...sequences];

/** Something of every kind, with what is hard to write in it. */
export function rich(flavour: MysqlTestServer["flavour"]): string {
  return [
    ...(flavour === "mariadb"
      ? [
          "CREATE SEQUENCE s START WITH 7 INCREMENT BY -1 MINVALUE -9 MAXVALUE 10 NOCACHE CYCLE",
          "CREATE SEQUENCE z COMMENT 'usual'",
        ]
      : []),
    table,
    `CREATE FUNCTION \`f x\`(a varchar(9) CHARSET latin1 COLLATE latin1_bin, b set('x','y')) RETURNS varchar(20)
    READS SQL DATA SQL SECURITY INVOKER COMMENT 'c\\\\ "d"' BEGIN DECLARE r text; CASE a WHEN '\\'' THEN SET r = 'x;';
    ELSE BEGIN END; END CASE;\n\n  RETURN r; END`,
    "CREATE FUNCTION uno() RETURNS int DETERMINISTIC RETURN 1",
    "CREATE PROCEDURE p(IN a int, OUT b json, INOUT c decimal(10,2)) MODIFIES SQL DATA SELECT `id` INTO a FROM t LIMIT 1",
    "CREATE VIEW v AS SELECT t.*, uno() AS one, `f x`('a', 'x') AS `f x` FROM t WHERE id > 0 WITH CASCADED CHECK OPTION".replace(
      ", `f x`('a', 'x') AS `f x`",
      "",
    ),
    "CREATE ALGORITHM=MERGE SQL SECURITY INVOKER VIEW w (`a b`, c) AS SELECT v.id, `f x`('${x}', 'y') FROM v JOIN t USING (id)",
    on("r2", "BEGIN\n  SET NEW.n = 1;\n  SET NEW.name = '${x} %{y}';\nEND"),
    on("r1", "SET NEW.n = 2"),
    on("r3", "SET @x = 1", "", "AFTER DELETE"),
    "CREATE EVENT e1 ON SCHEDULE EVERY 2 HOUR DO BEGIN DELETE FROM t; END",
    "CREATE EVENT e2 ON SCHEDULE AT '2035-05-06 07:08:09' ON COMPLETION PRESERVE DISABLE COMMENT 'c' DO DELETE FROM t",
  ].join(";\n");
}

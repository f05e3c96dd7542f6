import type { Part } from "./part.ts";

/** What stands beside tables: sequences before them, everything else behind. */
export const sequences: readonly Part[] = [
  {
    name: "counter",
    only: "mariadb",
    forms: [
      "CREATE SEQUENCE counter",
      "CREATE SEQUENCE counter START WITH 10 INCREMENT BY 5 MAXVALUE 500 CYCLE NOCACHE",
      "CREATE SEQUENCE counter INCREMENT BY -2 START WITH -5 MINVALUE -50 MAXVALUE -5 COMMENT 'it''s'",
    ],
  },
  {
    name: "counted",
    only: "mariadb",
    needs: ["counter"],
    forms: [
      "CREATE TABLE counted (id bigint DEFAULT (NEXT VALUE FOR counter), n int)",
      "CREATE TABLE counted (id bigint DEFAULT 1, n int DEFAULT (NEXT VALUE FOR counter))",
      "CREATE TABLE counted (s date, e date, n int NOT NULL, PERIOD FOR valid (s, e), PRIMARY KEY (n, valid WITHOUT OVERLAPS))",
      "CREATE TABLE counted (s date, e date, n int NOT NULL, PERIOD FOR other (s, e))",
    ],
  },
];

const body =
  "BEGIN\n  -- it's; a comment\n  DECLARE x int DEFAULT 1;\n  IF n > x THEN RETURN n * 2; END IF;\n\n  RETURN 0;\nEND";

const routines: readonly Part[] = [
  {
    name: "twice",
    forms: [
      "CREATE FUNCTION twice(`n` int) RETURNS int DETERMINISTIC RETURN n * 2",
      "CREATE FUNCTION twice(`n` bigint) RETURNS bigint DETERMINISTIC " + body,
      "CREATE FUNCTION twice(`n` int) RETURNS int DETERMINISTIC NO SQL SQL SECURITY INVOKER COMMENT 'it''s \\\\ two' RETURN n * 2",
      "CREATE FUNCTION twice(`the n` int) RETURNS decimal(10,2) READS SQL DATA RETURN `the n`",
    ],
  },
  {
    name: "kept",
    forms: [
      "CREATE FUNCTION kept(`a` varchar(9), `b` enum('x','y''z')) RETURNS varchar(20) CHARSET latin1 DETERMINISTIC RETURN concat(a, b, '\\'')",
      "CREATE FUNCTION kept(`a` varchar(9) CHARSET ascii COLLATE ascii_general_ci, `b` enum('x')) RETURNS text DETERMINISTIC RETURN a",
      {
        sql: "CREATE FUNCTION kept(`a` int) RETURNS int READS SQL DATA RETURN (SELECT count(*) FROM people)",
        needs: ["people"],
      },
    ],
  },
  {
    name: "tidy",
    forms: [
      "CREATE PROCEDURE tidy() SELECT 1",
      "CREATE PROCEDURE tidy(IN `a` bigint unsigned, OUT `b` int, INOUT `c d` decimal(9,3)) MODIFIES SQL DATA BEGIN SET b = 1; SET `c d` = a; END",
      {
        sql: "CREATE PROCEDURE tidy(IN `days` int) COMMENT 'c' BEGIN DELETE FROM `Orders` WHERE id < days; SELECT ';'; END",
        needs: ["Orders"],
      },
      {
        sql: "CREATE PROCEDURE tidy(IN `days` int) SQL SECURITY INVOKER SELECT twice(days)",
        needs: ["twice"],
      },
    ],
  },
];

const views: readonly Part[] = [
  {
    name: "shown",
    needs: ["people"],
    forms: [
      "CREATE VIEW shown AS SELECT id FROM people",
      "CREATE VIEW shown AS SELECT * FROM people",
      {
        sql: "CREATE VIEW shown (id, `a b`) AS SELECT id, word FROM people WHERE word <> 'it''s'",
        needs: ["people.word"],
        gives: ["shown.word"],
      },
      {
        sql: "CREATE ALGORITHM = MERGE SQL SECURITY INVOKER VIEW shown AS SELECT id FROM people WHERE number > 0 WITH LOCAL CHECK OPTION",
        needs: ["people.number"],
      },
      {
        sql: "CREATE ALGORITHM = TEMPTABLE VIEW shown AS SELECT id, twice(id) AS two FROM people",
        needs: ["twice"],
      },
      "CREATE TABLE shown (id bigint)",
    ],
  },
  {
    name: "over_shown",
    needs: ["shown"],
    forms: [
      "CREATE VIEW over_shown AS SELECT * FROM shown",
      {
        sql: "CREATE VIEW over_shown (total, one) AS SELECT count(o.id), s.id FROM shown s LEFT JOIN `Orders` o ON o.id = s.id GROUP BY s.id",
        needs: ["Orders"],
      },
      { sql: "CREATE VIEW over_shown AS SELECT id, `a b` AS c FROM shown", needs: ["shown.word"] },
    ],
  },
  {
    name: "A view",
    needs: ["over_shown"],
    forms: [
      {
        sql: "CREATE VIEW `A view` AS SELECT o.*, l.id AS other FROM over_shown o JOIN loose l ON true",
        needs: ["loose"],
      },
      "CREATE VIEW `A view` AS SELECT 1 AS x FROM over_shown UNION ALL SELECT 2",
    ],
  },
];

const triggers: readonly Part[] = [
  {
    name: "guard",
    needs: ["people"],
    forms: [
      "CREATE TRIGGER guard BEFORE INSERT ON people FOR EACH ROW SET NEW.id = NEW.id + 1",
      "CREATE TRIGGER guard AFTER DELETE ON people FOR EACH ROW BEGIN SET @a = OLD.id; SET @b = 'x;'; END",
      {
        sql: "CREATE TRIGGER guard BEFORE UPDATE ON people FOR EACH ROW SET NEW.number = OLD.number",
        needs: ["people.number"],
      },
      {
        sql: "CREATE TRIGGER guard BEFORE INSERT ON `Orders` FOR EACH ROW SET @c = NEW.id",
        needs: ["Orders"],
      },
    ],
  },
  {
    name: "a_guard",
    needs: ["people"],
    forms: [
      "CREATE TRIGGER a_guard BEFORE INSERT ON people FOR EACH ROW SET @n = 1",
      {
        sql: "CREATE TRIGGER a_guard BEFORE INSERT ON people FOR EACH ROW SET @n = twice(1)",
        needs: ["twice"],
      },
    ],
  },
  {
    name: "z_guard",
    needs: ["people"],
    forms: [
      "CREATE TRIGGER z_guard BEFORE INSERT ON people FOR EACH ROW SET @z = 1",
      {
        sql: "CREATE TRIGGER z_guard BEFORE INSERT ON people FOR EACH ROW PRECEDES a_guard SET @z = '\\\\'",
        needs: ["a_guard"],
      },
    ],
  },
];

const every = "EVERY 1 DAY STARTS '2035-01-01 00:00:00'";

const events: readonly Part[] = [
  {
    name: "cleaning",
    forms: [
      `CREATE EVENT cleaning ON SCHEDULE ${every} DO SET @a = 1`,
      `CREATE EVENT cleaning ON SCHEDULE EVERY '1:30' HOUR_MINUTE STARTS '2035-01-01' ENDS '2036-01-01 12:00:00' ON COMPLETION PRESERVE DISABLE DO BEGIN SET @a = 'it''s;'; END`,
      "CREATE EVENT cleaning ON SCHEDULE AT '2035-05-06 07:08:09' COMMENT 'c''s' DO SET @a = 2",
      { sql: `CREATE EVENT cleaning ON SCHEDULE ${every} DO CALL tidy()`, needs: ["tidy"] },
    ],
  },
];

export const code: readonly Part[] = [...routines, ...views, ...triggers, ...events];

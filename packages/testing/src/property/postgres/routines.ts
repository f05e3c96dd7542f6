import type { Part } from "./part.ts";

/** Functions over tables and views, procedures and aggregates, and what calls each other. */
export const routines: readonly Part[] = [
  {
    name: "key_of",
    needs: ["people"],
    forms: [
      "CREATE FUNCTION key_of(people) RETURNS bigint LANGUAGE sql STABLE AS 'SELECT $1.id::bigint'",
      "CREATE FUNCTION key_of(person people) RETURNS SETOF people LANGUAGE sql AS 'SELECT person.*'",
      "CREATE FUNCTION key_of(people[]) RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    ],
  },
  {
    name: "everybody",
    needs: ["people"],
    forms: [
      "CREATE FUNCTION everybody() RETURNS SETOF people LANGUAGE sql STABLE ROWS 50 AS 'SELECT * FROM people'",
      "CREATE FUNCTION everybody(OUT a integer, OUT b text) LANGUAGE sql AS $$ SELECT 1, 'x' $$",
      "CREATE FUNCTION everybody() RETURNS TABLE (key bigint) LANGUAGE sql AS 'SELECT id::bigint FROM people'",
      {
        sql: "CREATE FUNCTION everybody() RETURNS bigint BEGIN ATOMIC SELECT id FROM people; END",
        since: 14,
      },
      {
        sql: "CREATE FUNCTION everybody() RETURNS SETOF shown LANGUAGE sql AS 'SELECT * FROM shown'",
        needs: ["shown"],
      },
    ],
  },
  {
    name: "over_everybody",
    needs: ["everybody"],
    forms: [
      "CREATE VIEW over_everybody AS SELECT 1 AS one FROM everybody()",
      "CREATE VIEW over_everybody AS SELECT e.* FROM everybody() e",
      "CREATE VIEW over_everybody AS SELECT count(*) FROM everybody()",
    ],
  },
  {
    name: "tidy",
    forms: [
      "CREATE PROCEDURE tidy(days integer DEFAULT 3, INOUT removed integer DEFAULT 0) LANGUAGE plpgsql AS $$ BEGIN removed := days; END $$",
      "CREATE PROCEDURE tidy(days integer) LANGUAGE sql AS 'SELECT 1'",
      "CREATE FUNCTION tidy(days integer) RETURNS void LANGUAGE sql AS 'SELECT 1'",
      {
        sql: "CREATE FUNCTION tidy(days integer, m mood DEFAULT 'ok') RETURNS mood[] LANGUAGE sql AS 'SELECT ARRAY[m]'",
        needs: ["mood"],
      },
      {
        sql: "CREATE FUNCTION tidy(p pair, VARIADIC e email[]) RETURNS email LANGUAGE sql AS 'SELECT e[1]'",
        needs: ["pair", "email"],
      },
      "CREATE AGGREGATE tidy(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0')",
    ],
  },
  {
    name: "add_up",
    forms: [
      "CREATE FUNCTION add_up(integer, integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2'",
      "CREATE FUNCTION add_up(a integer, b integer) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS 'SELECT a + b'",
    ],
    comment: "FUNCTION add_up(integer, integer)",
  },
  {
    name: "sum_up",
    needs: ["add_up"],
    forms: [
      "CREATE AGGREGATE sum_up(integer) (SFUNC = add_up, STYPE = integer)",
      "CREATE AGGREGATE sum_up(integer) (SFUNC = add_up, STYPE = integer, INITCOND = '1', PARALLEL = SAFE, COMBINEFUNC = add_up)",
      {
        sql: "CREATE AGGREGATE sum_up(integer) (SFUNC = add_up, STYPE = integer, FINALFUNC = twice)",
        needs: ["twice"],
      },
    ],
    comment: "AGGREGATE sum_up(integer)",
  },
  {
    name: "sums",
    needs: ["sum_up", "people"],
    forms: ["CREATE VIEW sums AS SELECT sum_up(id::integer) AS total FROM people"],
    comment: "VIEW sums",
  },
  {
    name: "watch",
    forms: [
      "CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$; CREATE EVENT TRIGGER watching ON ddl_command_end WHEN TAG IN ('CREATE SERVER', 'DROP SERVER') EXECUTE FUNCTION watch()",
      "CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN NULL; END $$; CREATE EVENT TRIGGER watching ON sql_drop EXECUTE FUNCTION watch(); ALTER EVENT TRIGGER watching DISABLE",
    ],
    comment: "EVENT TRIGGER watching",
  },
];

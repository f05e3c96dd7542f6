-- atlas:renamed_from users
CREATE TABLE people (id integer PRIMARY KEY, n text);
CREATE TYPE pair AS (u people, v integer);
CREATE DOMAIN du AS people CHECK ((VALUE).id > 0);
CREATE TABLE h (id integer, one people, many people[], p pair, d du);
CREATE FUNCTION f1(a integer, people[], u people) RETURNS SETOF people LANGUAGE sql AS 'SELECT u';
COMMENT ON FUNCTION f1 IS 'c';
CREATE FUNCTION f2(people) RETURNS TABLE (a people, b text) LANGUAGE sql AS 'SELECT $1, ''x''';
CREATE VIEW vf AS SELECT (f1(1, ARRAY[people], people)).id AS i, people AS whole FROM people;

-- atlas:renamed_from people
CREATE TABLE users (id integer PRIMARY KEY, n text);
CREATE TYPE pair AS (u users, v integer);
CREATE DOMAIN du AS users CHECK ((VALUE).id > 0);
CREATE TABLE h (id integer, one users, many users[], p pair, d du);
CREATE FUNCTION f1(a integer, users[], u users) RETURNS SETOF users LANGUAGE sql AS 'SELECT u';
COMMENT ON FUNCTION f1 IS 'c';
CREATE FUNCTION f2(users) RETURNS TABLE (a users, b text) LANGUAGE sql AS 'SELECT $1, ''x''';
CREATE VIEW vf AS SELECT (f1(1, ARRAY[users], users)).id AS i, users AS whole FROM users;

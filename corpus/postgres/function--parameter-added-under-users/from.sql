CREATE FUNCTION code(a integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT a';
CREATE TABLE t (id integer, n integer DEFAULT code(2) CHECK (code(n) > 0));
CREATE VIEW v AS SELECT code(id) AS x FROM t;

CREATE FUNCTION code(a integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT a';
CREATE TABLE t (id integer, n integer GENERATED ALWAYS AS (code(id)) STORED);

CREATE FUNCTION code(a integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT a';
CREATE TABLE t (id integer, n integer DEFAULT code(2), gone integer DEFAULT code(3));

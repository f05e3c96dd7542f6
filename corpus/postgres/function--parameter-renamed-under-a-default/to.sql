CREATE FUNCTION code(b integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT b';
CREATE TABLE t (id integer, n integer DEFAULT code(2));

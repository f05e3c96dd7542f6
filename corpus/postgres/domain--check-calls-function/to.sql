CREATE FUNCTION fine(i integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT i > 0';
CREATE DOMAIN d AS integer CHECK (fine(VALUE));
CREATE TABLE t (id integer, v d);

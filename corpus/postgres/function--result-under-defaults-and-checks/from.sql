CREATE FUNCTION code(i integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT i';
CREATE TABLE t (id integer DEFAULT code(1), n integer DEFAULT code(2) CHECK (code(n) > 0), CONSTRAINT other CHECK (id > 0));
CREATE INDEX by_code ON t (code(id));
COMMENT ON CONSTRAINT t_n_check ON t IS 'kept';
CREATE DOMAIN d AS integer DEFAULT code(3) CHECK (code(VALUE) < 100);
CREATE TABLE u (id integer, v d);

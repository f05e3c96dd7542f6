CREATE FUNCTION code(i integer) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT i::bigint';
CREATE TABLE t (id integer DEFAULT code(1), n integer DEFAULT code(5) CHECK (code(n) > 0), CONSTRAINT other CHECK (id > 0));
CREATE INDEX by_code ON t (code(id));
COMMENT ON CONSTRAINT t_n_check ON t IS 'kept';
CREATE DOMAIN d AS integer DEFAULT code(3) CHECK (code(VALUE) < 100);
CREATE TABLE u (id integer, v d);

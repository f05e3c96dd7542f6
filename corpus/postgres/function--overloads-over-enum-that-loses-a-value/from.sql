CREATE TYPE mood AS ENUM ('ok', 'bad', 'so');
CREATE FUNCTION f(m mood) RETURNS mood LANGUAGE sql AS 'SELECT m';
CREATE FUNCTION f(i integer) RETURNS text LANGUAGE sql AS 'SELECT i::text';
CREATE FUNCTION g() RETURNS SETOF mood LANGUAGE plpgsql AS $$ BEGIN RETURN NEXT 'ok'::mood; END $$;
CREATE TABLE t (m mood, n text DEFAULT f(1));
CREATE VIEW v AS SELECT f(m) AS x FROM t;

CREATE TABLE t (id integer);
CREATE TYPE mood AS ENUM ('ok', 'bad');
CREATE TYPE pair AS (a integer, b mood);
CREATE DOMAIN small AS integer CHECK (VALUE < 10);
CREATE TYPE span AS RANGE (SUBTYPE = integer);
CREATE FUNCTION f(m mood, p pair[], d small DEFAULT 3) RETURNS pair LANGUAGE sql AS 'SELECT p[1]';
CREATE FUNCTION g(character varying, character, timestamptz, interval, span) RETURNS mood LANGUAGE sql AS $$ SELECT 'ok'::mood $$;

CREATE TABLE t (id integer);
CREATE FUNCTION wide(integer) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT $1::bigint';
CREATE AGGREGATE total(integer) (SFUNC = int4pl, STYPE = integer, FINALFUNC = wide, INITCOND = '0');
CREATE VIEW v AS SELECT total(id) AS x FROM t;

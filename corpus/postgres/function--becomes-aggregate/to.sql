CREATE AGGREGATE total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0');
CREATE TABLE t (id integer);
CREATE VIEW v AS SELECT total(id) AS x FROM t;

CREATE TABLE t (id integer, n integer);
CREATE FUNCTION total() RETURNS bigint LANGUAGE sql AS 'SELECT sum(id) FROM t';

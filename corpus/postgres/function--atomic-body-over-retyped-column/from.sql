CREATE TABLE t (id integer);
CREATE FUNCTION total() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT max(id)::bigint FROM t; END;
CREATE VIEW v AS SELECT total() AS x;

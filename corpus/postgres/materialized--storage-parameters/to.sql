CREATE TABLE t (id integer, v text);
CREATE MATERIALIZED VIEW m WITH (fillfactor = 60, autovacuum_enabled = false, toast.autovacuum_enabled = false) AS SELECT id, v FROM t;

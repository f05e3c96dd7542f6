CREATE TABLE t (id integer, v integer);
CREATE MATERIALIZED VIEW m AS SELECT id, v FROM t;
GRANT SELECT ON m TO pg_monitor;
GRANT SELECT (id) ON m TO pg_read_all_stats;

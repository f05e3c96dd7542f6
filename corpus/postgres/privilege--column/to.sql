CREATE TABLE t (id integer);
GRANT SELECT (id) ON t TO pg_monitor;

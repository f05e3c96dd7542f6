CREATE TABLE t (id integer, w integer);
GRANT SELECT (id) ON t TO pg_monitor;

CREATE TABLE t (id integer, v text, w integer);
GRANT SELECT (id, v) ON t TO pg_monitor;

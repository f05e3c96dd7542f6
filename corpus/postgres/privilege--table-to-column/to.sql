CREATE TABLE t (id integer, v text);
GRANT SELECT (id) ON t TO pg_monitor;

CREATE TABLE t (id integer, v text);
GRANT SELECT ON t TO pg_monitor;
GRANT SELECT (id) ON t TO pg_monitor;

CREATE TABLE t (id integer, v text, w text);
GRANT SELECT, INSERT ON t TO pg_monitor;
GRANT UPDATE (id, v) ON t TO pg_monitor;

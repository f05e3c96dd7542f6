CREATE TABLE t (id integer, v integer);
CREATE VIEW w AS SELECT v FROM t;
GRANT SELECT, UPDATE ON w TO pg_monitor;

CREATE TABLE t (id integer, v bigint);
CREATE VIEW w AS SELECT v FROM t;
GRANT SELECT, DELETE ON w TO pg_monitor;
GRANT SELECT ON w TO pg_read_all_settings;

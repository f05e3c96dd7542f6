CREATE TABLE t (id integer);
CREATE TABLE v (id integer);
ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT ON TABLES TO pg_monitor;
CREATE TABLE u (id integer);
CREATE TABLE w (id integer);

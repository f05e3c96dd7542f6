-- atlas:renamed_from u
CREATE TABLE t (a integer, b integer);
CREATE STATISTICS t (dependencies) ON a, b FROM t;
CREATE TEXT SEARCH CONFIGURATION t (PARSER = pg_catalog."default");
CREATE COLLATION t (PROVIDER = libc, LOCALE = 'C');

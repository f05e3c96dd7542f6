-- atlas:renamed_from t
CREATE TABLE u (a integer, b integer);
CREATE STATISTICS t (dependencies) ON a, b FROM u;
CREATE TEXT SEARCH CONFIGURATION t (PARSER = pg_catalog."default");
CREATE COLLATION t (PROVIDER = libc, LOCALE = 'C');

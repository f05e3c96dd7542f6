CREATE TABLE t (a integer, b integer);
CREATE STATISTICS together (dependencies) ON a, b FROM t;

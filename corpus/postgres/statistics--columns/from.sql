CREATE TABLE t (a integer, b integer, c integer);
CREATE STATISTICS s (dependencies) ON a, b FROM t;

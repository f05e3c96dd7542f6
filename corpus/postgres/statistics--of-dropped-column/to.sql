CREATE TABLE t (a integer, b integer);
CREATE STATISTICS s (mcv) ON a, b FROM t;

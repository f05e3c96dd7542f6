CREATE TABLE t (a integer, b integer, c integer);
CREATE STATISTICS s (mcv) ON a, (b + 1) FROM t;

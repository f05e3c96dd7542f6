CREATE TABLE t (a integer, b integer, c integer);
CREATE STATISTICS s (mcv) ON a, b, c FROM t;

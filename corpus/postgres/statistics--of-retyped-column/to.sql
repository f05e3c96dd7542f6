CREATE TABLE t (a bigint, b integer, c integer);
CREATE STATISTICS s (mcv) ON a, b, c FROM t;

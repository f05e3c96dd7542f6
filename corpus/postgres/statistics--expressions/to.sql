CREATE TABLE t (a integer, b integer, c integer);
CREATE STATISTICS s (mcv) ON (b + 1), (c * 2) FROM t;
CREATE STATISTICS one ON (a + b) FROM t;

CREATE TABLE t (a integer, b integer, c integer);
CREATE MATERIALIZED VIEW m AS SELECT a, b FROM t;

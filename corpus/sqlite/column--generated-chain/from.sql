CREATE TABLE t (n integer, a integer AS (n + 1) VIRTUAL, b integer AS (a * 2) STORED);
CREATE INDEX t_b ON t (b);

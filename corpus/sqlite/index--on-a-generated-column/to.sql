CREATE TABLE t (n integer, d integer AS (n % 2) VIRTUAL);
CREATE INDEX t_d ON t (d, n DESC);

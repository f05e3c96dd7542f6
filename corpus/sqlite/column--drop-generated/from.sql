CREATE TABLE t (n integer, d integer AS (n * 2) VIRTUAL, s integer AS (n * 3) STORED);

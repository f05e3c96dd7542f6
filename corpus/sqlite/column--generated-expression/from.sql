CREATE TABLE t (n integer, d integer AS (n * 2));

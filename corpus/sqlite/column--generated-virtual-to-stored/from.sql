CREATE TABLE t (id integer, n integer, d integer AS (n * 2) VIRTUAL);

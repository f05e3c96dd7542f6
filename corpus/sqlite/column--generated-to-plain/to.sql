CREATE TABLE t (id integer, n integer, d integer);

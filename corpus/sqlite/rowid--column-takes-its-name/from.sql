CREATE TABLE t (v text, n integer);

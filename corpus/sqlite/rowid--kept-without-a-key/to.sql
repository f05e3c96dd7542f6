CREATE TABLE t (v text NOT NULL, n integer);

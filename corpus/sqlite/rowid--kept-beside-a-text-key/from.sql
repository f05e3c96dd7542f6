CREATE TABLE t (k text PRIMARY KEY, n integer);

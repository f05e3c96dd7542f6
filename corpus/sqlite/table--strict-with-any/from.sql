CREATE TABLE t (id integer PRIMARY KEY, v ANY, n int) STRICT;

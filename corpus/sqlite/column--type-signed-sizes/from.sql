CREATE TABLE t (id integer, v foo(-1, +2.5));

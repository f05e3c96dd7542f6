CREATE TABLE t (id integer, v foo(-1, +3.5));

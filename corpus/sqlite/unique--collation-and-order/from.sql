CREATE TABLE t (id integer, v text, UNIQUE (v));

CREATE TABLE t (id integer, a timestamptz);

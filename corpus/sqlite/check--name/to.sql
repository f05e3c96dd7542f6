CREATE TABLE t (id integer, CONSTRAINT two CHECK (id < 10));

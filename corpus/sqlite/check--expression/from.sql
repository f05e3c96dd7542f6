CREATE TABLE t (id integer, CONSTRAINT small CHECK (id < 10));

CREATE TABLE t (id integer, a integer, CONSTRAINT small CHECK (a < 10));

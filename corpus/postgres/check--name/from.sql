CREATE TABLE t (id integer, CONSTRAINT one CHECK (id > 0));

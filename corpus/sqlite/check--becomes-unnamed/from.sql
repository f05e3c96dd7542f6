CREATE TABLE t (id integer, CONSTRAINT small CHECK (id < 10), CONSTRAINT "odd name" CHECK (id > -5));

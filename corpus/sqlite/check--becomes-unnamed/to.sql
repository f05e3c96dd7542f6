CREATE TABLE t (id integer, CHECK (id < 10), CONSTRAINT "odd name" CHECK (id > -5));

CREATE TABLE t (id integer, CONSTRAINT positive CHECK (id > 0));

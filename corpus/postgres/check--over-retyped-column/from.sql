CREATE TABLE t (id integer, v integer, CONSTRAINT positive CHECK (v > 0));

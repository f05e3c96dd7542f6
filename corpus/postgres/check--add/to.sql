CREATE TABLE t (id integer, a integer, b integer, CHECK (a < b), CONSTRAINT positive CHECK (id > 0));

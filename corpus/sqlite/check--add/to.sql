CREATE TABLE t (id integer, v text CHECK (v <> ''), CONSTRAINT positive CHECK (id > 0));

CREATE TABLE t (id integer, CONSTRAINT small CHECK (id < 20 AND (id <> 7)));

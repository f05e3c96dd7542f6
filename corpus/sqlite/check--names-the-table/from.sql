CREATE TABLE t (id integer, CHECK (t.id > 0));

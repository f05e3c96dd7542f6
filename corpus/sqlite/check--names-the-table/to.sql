CREATE TABLE t (id integer, v text UNIQUE, CHECK (t.id > 0));

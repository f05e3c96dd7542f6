CREATE TABLE t (id integer CHECK (id > 0), v text, CHECK (id > 0), CHECK (v <> ''));

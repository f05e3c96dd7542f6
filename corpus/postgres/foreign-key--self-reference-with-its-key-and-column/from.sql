CREATE TABLE t (id integer PRIMARY KEY, v text, parent integer CONSTRAINT has_parent REFERENCES t (id));

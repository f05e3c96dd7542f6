CREATE TABLE t (id integer, x integer REFERENCES nowhere (id), v text UNIQUE);

CREATE TABLE t (id integer, x integer REFERENCES nowhere (id));

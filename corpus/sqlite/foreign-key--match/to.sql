CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE t (id integer, x integer REFERENCES p (id) MATCH FULL);

CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE t (id integer, a integer REFERENCES p (id));

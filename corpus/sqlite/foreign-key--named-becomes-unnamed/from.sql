CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE t (id integer, a integer CONSTRAINT "0" REFERENCES p (id));

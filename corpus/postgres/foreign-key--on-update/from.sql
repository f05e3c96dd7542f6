CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE t (id integer, a integer REFERENCES p (id), b integer REFERENCES p (id) ON UPDATE CASCADE, c integer REFERENCES p (id) ON UPDATE SET NULL);

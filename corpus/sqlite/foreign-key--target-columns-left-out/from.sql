CREATE TABLE p (a integer, b text, PRIMARY KEY (a, b));
CREATE TABLE t (id integer, x integer, y text, FOREIGN KEY (x, y) REFERENCES p);

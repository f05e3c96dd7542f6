CREATE TABLE p (a integer, b integer, UNIQUE (a, b), UNIQUE (b, a));
CREATE TABLE t (a integer, b integer, CONSTRAINT to_p FOREIGN KEY (a, b) REFERENCES p (a, b));

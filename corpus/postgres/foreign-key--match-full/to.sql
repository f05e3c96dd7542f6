CREATE TABLE p (a integer, b integer, PRIMARY KEY (a, b));
CREATE TABLE t (a integer, b integer, CONSTRAINT to_p FOREIGN KEY (a, b) REFERENCES p (a, b) MATCH FULL);

CREATE TABLE t (a integer NOT NULL, b text, PRIMARY KEY (a, b));

CREATE TABLE t (a integer NOT NULL, b text NOT NULL, PRIMARY KEY (b, a));

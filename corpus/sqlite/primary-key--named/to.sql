CREATE TABLE t (a integer NOT NULL, b text, CONSTRAINT the_key PRIMARY KEY (a, b));

CREATE TABLE t (id integer, v text NOT NULL);
CREATE VIEW w (a, "b c") AS SELECT id, v FROM t;

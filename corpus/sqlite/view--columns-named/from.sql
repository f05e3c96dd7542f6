CREATE TABLE t (id integer, v text);
CREATE VIEW w (a, "b c") AS SELECT id, v FROM t;

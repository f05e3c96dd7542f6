CREATE TABLE t (id integer, v text);
CREATE VIEW w (a, b) AS SELECT id, v FROM t;

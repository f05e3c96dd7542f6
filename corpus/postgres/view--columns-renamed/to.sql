CREATE TABLE t (id integer, v text);
CREATE VIEW w (number, word) AS SELECT id, v FROM t;

CREATE TABLE t (id integer, v text, x integer);
CREATE VIEW w AS SELECT * FROM t;

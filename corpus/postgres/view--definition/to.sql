CREATE TABLE t (id integer, v text);
CREATE VIEW w AS SELECT id, v FROM t WHERE id > 0;

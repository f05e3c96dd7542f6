CREATE TABLE t (id integer, v text);
CREATE VIEW w AS SELECT id, upper(v) AS big FROM t WHERE id > 0;

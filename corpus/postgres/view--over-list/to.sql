CREATE TABLE t (id integer, v varchar(10));
CREATE VIEW w AS SELECT id FROM t WHERE v IN ('b', 'a');

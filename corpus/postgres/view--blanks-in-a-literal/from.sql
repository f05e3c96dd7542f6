CREATE TABLE t (id int);
CREATE VIEW v AS SELECT 'a
  b' AS x, id FROM t;

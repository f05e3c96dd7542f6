CREATE TABLE t (id integer);
CREATE VIEW w WITH (security_barrier = true) AS SELECT id FROM t WHERE id > 0 WITH CASCADED CHECK OPTION;

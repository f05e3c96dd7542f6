CREATE TABLE t (id integer);
CREATE VIEW w WITH (security_invoker = true) AS SELECT id FROM t;

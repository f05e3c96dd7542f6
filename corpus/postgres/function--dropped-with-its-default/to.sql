CREATE TABLE t (id integer, n integer DEFAULT 7 CHECK (n <> 7));
CREATE VIEW v AS SELECT 1 + id AS x FROM t;

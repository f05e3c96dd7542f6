CREATE FUNCTION code() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE TABLE t (id integer, n integer DEFAULT code() CHECK (n <> code()));
CREATE VIEW v AS SELECT code() + id AS x FROM t;

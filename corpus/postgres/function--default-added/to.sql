CREATE FUNCTION f(a integer, b text DEFAULT 'y') RETURNS text LANGUAGE sql AS 'SELECT b';
CREATE VIEW v AS SELECT f(1, 'x') AS x, f(2) AS y;

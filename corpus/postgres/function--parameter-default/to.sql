CREATE FUNCTION f(a integer, b text DEFAULT 'it''s', c integer DEFAULT -1) RETURNS text LANGUAGE sql AS 'SELECT b';
CREATE VIEW v AS SELECT f(1) AS x;

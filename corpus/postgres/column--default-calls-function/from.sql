CREATE FUNCTION next_code() RETURNS text LANGUAGE sql AS 'SELECT ''c''::text';
CREATE TABLE t (id integer, code text);

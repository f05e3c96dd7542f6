CREATE FUNCTION f(i integer) RETURNS integer LANGUAGE sql AS 'SELECT i + 1';

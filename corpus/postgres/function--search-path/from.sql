CREATE FUNCTION f(i integer) RETURNS integer LANGUAGE sql SET search_path = public, "Odd one" AS 'SELECT i';

CREATE FUNCTION f(i integer) RETURNS integer LANGUAGE sql AS 'SELECT i';
COMMENT ON FUNCTION f(integer) IS 'the same';

CREATE FUNCTION f(i integer) RETURNS integer LANGUAGE sql SET search_path = pg_catalog, pg_temp AS 'SELECT i';

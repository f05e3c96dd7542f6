CREATE FUNCTION f(i integer) RETURNS integer LANGUAGE sql SUPPORT generate_series_int4_support AS 'SELECT i';

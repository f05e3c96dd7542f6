CREATE TABLE t (id integer);
CREATE FUNCTION nth(v anyelement, n integer) RETURNS anyelement LANGUAGE internal WINDOW IMMUTABLE STRICT AS 'window_nth_value';

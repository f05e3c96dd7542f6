CREATE TABLE t (id integer);
CREATE FUNCTION f(r t) RETURNS integer LANGUAGE sql AS 'SELECT r.id';

CREATE FUNCTION f(a integer, OUT b integer, INOUT c text) LANGUAGE sql AS 'SELECT a, c';

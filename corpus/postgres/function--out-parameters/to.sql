CREATE FUNCTION f(a integer, OUT b bigint, INOUT c text, OUT d text) LANGUAGE sql AS 'SELECT a::bigint, c, c';

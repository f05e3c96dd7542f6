CREATE FUNCTION f() RETURNS TABLE (x bigint, z text) LANGUAGE sql STABLE AS 'SELECT 1::bigint, ''a''';

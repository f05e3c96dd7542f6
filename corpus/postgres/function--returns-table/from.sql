CREATE FUNCTION f() RETURNS TABLE (x bigint, y text) LANGUAGE sql STABLE AS 'SELECT 1::bigint, ''a''';

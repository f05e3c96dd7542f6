CREATE FUNCTION f(i integer) RETURNS integer LANGUAGE sql SET search_path = '' SET work_mem = '8MB' SET "my.own" = 'it''s' AS 'SELECT i';

CREATE FUNCTION f(a integer) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  limit_of integer := 7;
BEGIN
  -- A comment with a quote: it's fine.

  RETURN a > limit_of;
END;
$$;

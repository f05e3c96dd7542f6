CREATE FUNCTION f(a integer) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  RETURN a > 0;
END;
$$;

CREATE TABLE t (id integer);
CREATE SCHEMA "Odd ""one""";
CREATE FUNCTION "Odd ""one"""."select"("from" integer, "a b" text) RETURNS integer LANGUAGE sql AS $$ SELECT "from" $$;
COMMENT ON FUNCTION "Odd ""one"""."select" IS 'it''s';

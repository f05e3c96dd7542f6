CREATE FUNCTION is_fine(value text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT value <> '' $$;
CREATE TABLE people (id integer PRIMARY KEY, word text CONSTRAINT fits CHECK (is_fine(word)), gone integer);

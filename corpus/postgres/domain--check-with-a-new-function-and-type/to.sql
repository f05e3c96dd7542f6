CREATE FUNCTION is_fine(word text) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT word <> '' $$;
CREATE DOMAIN email AS text CONSTRAINT fine CHECK (is_fine(VALUE));
CREATE TABLE people (mail email);

CREATE FUNCTION is_fine(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT $1 <> '' $$;
CREATE DOMAIN email AS text CONSTRAINT fine CHECK (is_fine(VALUE));
CREATE TABLE people (id integer PRIMARY KEY, word text, mail email[]);

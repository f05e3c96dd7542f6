CREATE TABLE users (id integer,
  -- atlas:renamed_from name
  first_name text, twice text GENERATED ALWAYS AS (first_name || first_name) STORED);
CREATE VIEW v AS SELECT id, first_name AS called FROM users WHERE first_name <> '';
CREATE VIEW w AS SELECT called FROM v;

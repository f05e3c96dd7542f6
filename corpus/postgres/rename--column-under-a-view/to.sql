CREATE TABLE users (id integer,
  -- atlas:renamed_from first_name
  name text, twice text GENERATED ALWAYS AS (name || name) STORED);
CREATE VIEW v AS SELECT id, name AS called FROM users WHERE name <> '';
CREATE VIEW w AS SELECT called FROM v;

CREATE TABLE users (
  id integer PRIMARY KEY,
  -- atlas:renamed_from name
  first_name text DEFAULT 'x' NOT NULL CHECK (length(first_name) > 0)
);
-- atlas:renamed_from users_name_idx
CREATE INDEX users_first_name_idx ON users (lower(first_name), first_name) WHERE first_name <> 'y';

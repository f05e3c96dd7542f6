CREATE TABLE users (
  id integer PRIMARY KEY,
  -- atlas:renamed_from first_name
  name text DEFAULT 'x' NOT NULL CHECK (length(name) > 0)
);
-- atlas:renamed_from users_first_name_idx
CREATE INDEX users_name_idx ON users (lower(name), name) WHERE name <> 'y';

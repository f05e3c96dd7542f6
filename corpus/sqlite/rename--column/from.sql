CREATE TABLE users (
  id integer PRIMARY KEY,
  -- atlas:renamed_from name
  first_name text NOT NULL CHECK (length(first_name) > 0),
  twice text GENERATED ALWAYS AS (first_name || first_name)
);
CREATE INDEX users_names ON users (lower(first_name), first_name) WHERE first_name <> 'y';
CREATE TABLE posts (author text REFERENCES users (first_name));

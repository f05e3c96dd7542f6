CREATE TABLE users (
  id integer PRIMARY KEY,
  -- atlas:renamed_from first_name
  name text NOT NULL CHECK (length(name) > 0),
  twice text GENERATED ALWAYS AS (name || name)
);
CREATE INDEX users_names ON users (lower(name), name) WHERE name <> 'y';
CREATE TABLE posts (author text REFERENCES users (name));

-- atlas:renamed_from people
CREATE TABLE users (id serial PRIMARY KEY, email text UNIQUE, CHECK (id > 0));
CREATE INDEX users_email_idx ON users (lower(email));
CREATE TABLE posts (id serial PRIMARY KEY, author integer REFERENCES users (id) ON DELETE CASCADE);
CREATE VIEW v AS SELECT users.email FROM users;
COMMENT ON TABLE users IS 'them';

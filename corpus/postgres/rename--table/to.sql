-- atlas:renamed_from users
CREATE TABLE people (id serial PRIMARY KEY, email text UNIQUE, CHECK (id > 0));
CREATE INDEX people_email_idx ON people (lower(email));
CREATE TABLE posts (id serial PRIMARY KEY, author integer REFERENCES people (id) ON DELETE CASCADE);
CREATE VIEW v AS SELECT people.email FROM people;
COMMENT ON TABLE people IS 'them';

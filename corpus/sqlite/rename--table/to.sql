-- atlas:renamed_from users
CREATE TABLE people (id integer PRIMARY KEY AUTOINCREMENT, email text UNIQUE);
CREATE INDEX mails ON people (lower(email));
CREATE TABLE posts (author integer REFERENCES people (id) ON DELETE CASCADE);
CREATE VIEW v AS SELECT email FROM people;

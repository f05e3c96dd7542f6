-- atlas:renamed_from people
CREATE TABLE users (id integer PRIMARY KEY AUTOINCREMENT, email text UNIQUE);
CREATE INDEX mails ON users (lower(email));
CREATE TABLE posts (author integer REFERENCES users (id) ON DELETE CASCADE);
CREATE VIEW v AS SELECT email FROM users;

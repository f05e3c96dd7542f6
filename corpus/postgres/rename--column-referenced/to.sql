CREATE TABLE users (
-- atlas:renamed_from id
user_id integer PRIMARY KEY, v text);
CREATE TABLE posts (id serial PRIMARY KEY, author integer REFERENCES users (user_id) ON DELETE CASCADE);

CREATE TABLE users (
-- atlas:renamed_from user_id
id integer PRIMARY KEY, v text);
CREATE TABLE posts (id serial PRIMARY KEY, author integer REFERENCES users (id) ON DELETE CASCADE);

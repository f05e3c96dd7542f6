-- atlas:renamed_from people
CREATE TABLE users (id integer PRIMARY KEY, name text);
CREATE PUBLICATION p FOR TABLE users;

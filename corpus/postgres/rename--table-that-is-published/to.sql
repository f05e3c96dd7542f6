-- atlas:renamed_from users
CREATE TABLE people (id integer PRIMARY KEY, name text);
CREATE PUBLICATION p FOR TABLE people;

CREATE DOMAIN email AS text CONSTRAINT fine CHECK (VALUE <> '');
CREATE TABLE people (id integer PRIMARY KEY, mail email);
CREATE TABLE orders (id integer, buyer people);

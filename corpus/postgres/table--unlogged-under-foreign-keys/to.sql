CREATE UNLOGGED TABLE people (id integer PRIMARY KEY);
CREATE UNLOGGED TABLE orders (id integer PRIMARY KEY REFERENCES people (id));
CREATE TABLE items (id integer, person integer);

CREATE TABLE people (id integer PRIMARY KEY, number bigint, more integer NOT NULL DEFAULT 7);
CREATE TABLE orders (id integer);

CREATE TABLE people (id integer PRIMARY KEY, number integer);
CREATE TABLE orders (id integer, buyer people);

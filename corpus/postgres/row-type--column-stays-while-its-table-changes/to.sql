CREATE TABLE people (id integer PRIMARY KEY, number bigint);
CREATE TABLE orders (id integer, buyer people);

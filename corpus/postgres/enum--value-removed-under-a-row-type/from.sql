CREATE TYPE mood AS ENUM ('sad', 'ok', 'glad');
CREATE TABLE people (id integer PRIMARY KEY, mood mood);
CREATE TABLE orders (id integer, buyer people);

CREATE UNLOGGED TABLE people (id integer PRIMARY KEY);
CREATE TABLE others (id integer PRIMARY KEY);
CREATE PUBLICATION both_of_them FOR TABLE others;

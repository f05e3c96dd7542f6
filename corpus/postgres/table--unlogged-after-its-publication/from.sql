CREATE TABLE people (id integer PRIMARY KEY);
CREATE TABLE others (id integer PRIMARY KEY);
CREATE PUBLICATION changes FOR TABLE people;
CREATE PUBLICATION both_of_them FOR TABLE people, others;

CREATE TABLE people (id integer PRIMARY KEY);
CREATE VIEW shown AS SELECT id FROM people;
CREATE TABLE all_of_them (id integer, who people, many people[], seen shown);
CREATE TABLE kept (id integer, first_one all_of_them);

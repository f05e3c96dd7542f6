CREATE DOMAIN email AS text;
CREATE TABLE people (id integer, mail email[]);

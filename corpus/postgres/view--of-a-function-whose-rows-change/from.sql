CREATE TABLE people (id integer PRIMARY KEY, word text);
CREATE FUNCTION everybody() RETURNS SETOF people LANGUAGE sql AS 'SELECT * FROM people';
CREATE VIEW all_of_them AS SELECT e.* FROM everybody() e;
CREATE VIEW how_many AS SELECT count(*) FROM everybody();

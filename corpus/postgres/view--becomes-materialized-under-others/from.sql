CREATE TABLE people (id integer PRIMARY KEY, word text);
CREATE MATERIALIZED VIEW shown AS SELECT id FROM people;
CREATE VIEW over_shown AS SELECT id FROM shown;
CREATE FUNCTION everybody() RETURNS SETOF shown LANGUAGE sql AS 'SELECT * FROM shown';

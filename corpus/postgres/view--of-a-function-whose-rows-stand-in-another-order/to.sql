CREATE TABLE people (id integer PRIMARY KEY, word text, number integer);
CREATE FUNCTION everybody() RETURNS SETOF people LANGUAGE sql AS 'SELECT * FROM public.people';
CREATE VIEW all_of_them AS SELECT e.* FROM everybody() e;
CREATE MATERIALIZED VIEW kept AS SELECT e.number FROM everybody() e WHERE e.word <> '';

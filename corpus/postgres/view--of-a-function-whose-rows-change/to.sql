CREATE TABLE people (id integer PRIMARY KEY);
ALTER TABLE people ADD COLUMN mail text;
CREATE FUNCTION everybody() RETURNS SETOF people LANGUAGE sql AS 'SELECT * FROM people';
CREATE VIEW all_of_them AS SELECT e.* FROM everybody() e;
CREATE VIEW how_many AS SELECT count(*) FROM everybody();
ALTER TABLE people ADD COLUMN number integer GENERATED ALWAYS AS (id * 2) STORED;

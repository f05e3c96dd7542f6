CREATE FUNCTION twice(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 * 2';
CREATE TABLE people (id integer, number integer, other bigint, third bigint GENERATED ALWAYS AS (number * 3) STORED);
ALTER TABLE people ADD CONSTRAINT fits CHECK (twice(id::integer) > 0) NO INHERIT;
CREATE INDEX j ON people (third);
CREATE INDEX k ON people (other);

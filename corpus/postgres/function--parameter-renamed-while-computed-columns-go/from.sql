CREATE FUNCTION twice(number integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT number * 2';
CREATE TABLE people (id integer, number integer, doubled bigint GENERATED ALWAYS AS (twice(number::integer)) STORED, other bigint GENERATED ALWAYS AS (twice(number::integer)) STORED, third bigint GENERATED ALWAYS AS (twice(number::integer)) STORED);
CREATE INDEX i ON people (doubled);
CREATE INDEX j ON people (third);
CREATE INDEX k ON people (other);

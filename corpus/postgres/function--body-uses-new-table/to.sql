CREATE TABLE t (id integer);
CREATE TABLE zoo (name text);
CREATE FUNCTION animals() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM zoo';

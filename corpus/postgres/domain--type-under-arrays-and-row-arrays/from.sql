CREATE DOMAIN email AS text;
CREATE TABLE people (id integer, mail email[]);
CREATE FUNCTION key_of(people[]) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION tidy(VARIADIC e email[]) RETURNS email LANGUAGE sql AS 'SELECT e[1]';

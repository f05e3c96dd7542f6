CREATE DOMAIN email AS varchar(80);
CREATE TABLE people (id integer, mail email[]);
CREATE FUNCTION tidy(VARIADIC e email[]) RETURNS email LANGUAGE sql AS 'SELECT e[1]';

CREATE EXTENSION hstore;
CREATE TABLE t (id integer);
CREATE FUNCTION keys(h hstore) RETURNS text[] LANGUAGE sql AS 'SELECT akeys(h)';

CREATE COLLATION c (provider = icu, locale = 'de-DE');
CREATE TABLE t (id integer, v text COLLATE c);

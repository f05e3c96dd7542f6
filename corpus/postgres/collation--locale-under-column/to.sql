CREATE COLLATION c (provider = icu, locale = 'fr-FR');
CREATE TABLE t (id integer, v text COLLATE c);

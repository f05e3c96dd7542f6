CREATE TABLE t (id integer, v text);
CREATE COLLATION c (provider = icu, locale = 'fr-FR');
CREATE VIEW w AS SELECT id FROM t WHERE v < 'x' COLLATE c;

CREATE COLLATION c (provider = icu, locale = 'de-DE');
CREATE TABLE t (id integer, v text COLLATE c);
CREATE INDEX t_v ON t (v COLLATE c);
CREATE VIEW w AS SELECT v COLLATE c AS v FROM t;

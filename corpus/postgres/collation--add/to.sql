CREATE TABLE t (id integer);
CREATE COLLATION german (provider = icu, locale = 'de-DE');

CREATE COLLATION c (provider = icu, locale = 'de-u-kn-true');
CREATE TABLE people (id integer, c text, d text COLLATE c);
CREATE DOMAIN email AS text COLLATE c;

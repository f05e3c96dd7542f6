CREATE COLLATION c (provider = icu, locale = 'en-u-kn-true');
CREATE TABLE people (id integer, a text COLLATE c, c text CONSTRAINT fine CHECK (c COLLATE c <> 'x'));
CREATE INDEX i ON people (c COLLATE c);
CREATE TYPE pair AS (a text COLLATE c);

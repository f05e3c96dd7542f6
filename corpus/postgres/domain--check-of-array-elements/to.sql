CREATE DOMAIN email AS text NOT NULL CONSTRAINT fine CHECK (VALUE <> '');
CREATE TABLE people (id integer, mail email[]);

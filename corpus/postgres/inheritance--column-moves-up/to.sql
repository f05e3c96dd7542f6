CREATE TABLE p (id integer, v text);
CREATE TABLE c (v text) INHERITS (p);

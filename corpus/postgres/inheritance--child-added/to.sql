CREATE TABLE p (id integer NOT NULL);
CREATE TABLE c (extra text) INHERITS (p);

CREATE TABLE p (id integer NOT NULL, CONSTRAINT p_pos CHECK (id > 0));
CREATE TABLE c (x text) INHERITS (p);

CREATE TABLE p (id integer NOT NULL, n text DEFAULT 'd', CONSTRAINT p_pos CHECK (id > 0));
CREATE TABLE c (x text) INHERITS (p);

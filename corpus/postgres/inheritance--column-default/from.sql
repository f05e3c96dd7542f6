CREATE TABLE p (id integer DEFAULT 1, v text);
CREATE TABLE c () INHERITS (p);

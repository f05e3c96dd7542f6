CREATE TABLE p (id integer, v text);
CREATE TABLE c () INHERITS (p);
CREATE TABLE d () INHERITS (p);

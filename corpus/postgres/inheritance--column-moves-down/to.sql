CREATE TABLE p (id integer);
CREATE TABLE c (v text) INHERITS (p);
CREATE TABLE d () INHERITS (p);

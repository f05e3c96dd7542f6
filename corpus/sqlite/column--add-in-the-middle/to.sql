CREATE TABLE t (id integer, v text, z text);
